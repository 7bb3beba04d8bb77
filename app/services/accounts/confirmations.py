"""Confirming an email address: a link by email, valid for a week, which only its owner can have."""

import hashlib
import hmac
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, Forbidden, NotFound
from app.extensions import config
from app.models import GALLERY_TENANT_ID, User, UserCredential
from app.services import audit
from app.services.accounts import known_browsers, passwords, people
from app.services.accounts import rate_limits as limits
from app.services.accounts.networks import network_of
from app.services.accounts.sessions import Identity
from app.services.accounts.signatures import make_signer
from app.services.mail import Mail, MailKind, own_link, send_later
from app.tenancy import Scope, tenant_scope, transaction, user_scope

LIFETIME = timedelta(days=7)

_CONFIRM = """Hello,

Someone, most likely you, started a QuillSpace site with this email address.
Please confirm that it’s yours, so that you can sign in from anywhere and choose a new password if you forget yours:

{url}

The link works for a week. If this wasn’t you, you can ignore this email: nobody can use your address without this link.

QuillSpace
"""

_HAS_ACCOUNT = """Hello,

Someone, most likely you, started a new QuillSpace site with this email address. You already have an account with it.
Your sites are waiting for you here:

{sign_in}

If you’ve forgotten your password, choose a new one here:

{reset}

If this wasn’t you, you can ignore this email: nobody gets into your account this way.

QuillSpace
"""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An account, and the address that a link confirms for it."""

    user_id: UUID
    address: str


def compose_confirmation_mail(user: User) -> Mail:
    """Compose the email with a link, or one that reminds the owner of the address of their account."""
    if known_browsers.find_accounts(user.email, {}).confirmed and not user.confirmed_at:
        sign_in, reset = own_link(f"{config().app_url}/sign-in"), own_link(f"{config().app_url}/password")
        return Mail(
            subject="You already have a QuillSpace account",
            body=_HAS_ACCOUNT.format(sign_in=sign_in, reset=reset),
        )
    url = own_link(f"{config().app_url}/confirmations/{create_token(user.id, user.email)}")
    return Mail(subject="Confirm your email for QuillSpace", body=_CONFIRM.format(url=url))


def create_token(user_id: UUID, address: str) -> str:
    """Create the secret of a link, which proves that its holder reads the email of this address without showing it."""
    return _signer(config().secret_key).dumps([user_id.hex, _digest(address)])


def find_claim(token: str) -> Claim:
    """The claim that a link confirms. Raises NotFound if the link is forged, expired, used or for a former address."""
    try:
        user_hex, digest = _signer(config().secret_key).loads(token, max_age=int(LIFETIME.total_seconds()))
    except BadSignature as error:
        raise NotFound("This link no longer works.") from error
    user_id = UUID(user_hex)
    with user_scope(user_id), transaction() as session:
        found = session.execute(
            select(User.email, User.confirmed_at, User.disabled_at).where(User.id == user_id)
        ).one_or_none()
    if found is None or _digest(found.email) != digest or found.confirmed_at or found.disabled_at:
        raise NotFound("This link no longer works.")
    return Claim(user_id=user_id, address=found.email)


def confirm_address(claim: Claim) -> None:
    """Confirm an address for the user who is signed in. Raises Conflict or NotFound."""
    _confirm(claim)


def confirm_address_with_password(claim: Claim, *, password: str) -> UUID:
    """Confirm an address in a browser in which the user is not signed in. Returns the user.

    A password other than the account's own becomes the new one, and all sessions end: the account may have been
    started by somebody else. Raises Invalid, Conflict or NotFound.
    """
    with user_scope(claim.user_id), transaction() as session:
        stored = session.scalar(
            select(UserCredential.password_hash).where(UserCredential.user_id == claim.user_id)
        )
    is_theirs = passwords.verify_password(stored, password[: passwords.MAX_LENGTH])
    if not is_theirs:
        passwords.check_password(password, personal=(claim.address,))
    with user_scope(claim.user_id), transaction():
        _confirm(claim)
        if not is_theirs:
            people.replace_password(claim.user_id, password)
    return claim.user_id


def request_confirmation(identity: Identity) -> None:
    """Mail the link again, unless the address is confirmed. Raises TooMany."""
    user = identity.user
    if user.confirmed_at:
        return
    limits.consume_attempt("confirmation emails for an account", str(user.id))
    limits.consume_attempt("sign-up emails to an address", user.email)
    with _outbox(identity):
        send_later(MailKind.CONFIRMATION, user_id=user.id)


def change_claimed_address(identity: Identity, *, email: str, ip: str = "") -> None:
    """Change an address that is not confirmed yet, and email its owner. Raises Invalid, TooMany or Forbidden."""
    address, user_id = people.clean_email(email), identity.user.id
    limits.consume_attempt("confirmation emails for an account", str(user_id))
    is_mailed = limits.may_mail_about_sign_up(address, network_of(ip))
    with user_scope(user_id), transaction() as session:
        is_changed = session.scalar(
            update(User)
            .where(User.id == user_id, User.confirmed_at.is_(None))
            .values(email=address)
            .returning(User.id)
        )
        if not is_changed:
            raise Forbidden("Your email is confirmed, so it can’t be changed here.", field="email")
        people.revoke_reset_links(user_id)
    if is_mailed:
        with _outbox(identity):
            send_later(MailKind.CONFIRMATION, user_id=user_id)


def _outbox(identity: Identity) -> AbstractContextManager[Scope]:
    """Enter the tenant whose outbox sends the email: the user's, or the gallery's for a user who has none."""
    tenant_id = identity.tenants[0][0].id if identity.tenants else GALLERY_TENANT_ID
    return tenant_scope(tenant_id, user_id=identity.user.id)


def _confirm(claim: Claim) -> None:
    try:
        with user_scope(claim.user_id), transaction() as session, session.begin_nested():
            is_theirs = session.scalar(
                update(User)
                .where(User.id == claim.user_id, User.email == claim.address, User.confirmed_at.is_(None))
                .values(confirmed_at=func.now())
                .returning(User.id)
            )
    except IntegrityError as error:
        raise Conflict(
            "Another account has confirmed this address. Sign in to that one, or give this one a different address."
        ) from error
    if not is_theirs:
        raise NotFound("This link no longer works.")
    audit.record_for_user(claim.user_id, "account.confirm")


def _digest(address: str) -> str:
    return hmac.new(config().secret_key.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=2)
def _signer(key: str) -> URLSafeTimedSerializer:
    return make_signer(key, "an address to confirm")
