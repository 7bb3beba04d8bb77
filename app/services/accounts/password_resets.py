"""Password resets: a single-use link by email, valid for one hour."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.errors import NotFound
from app.extensions import config
from app.models import GALLERY_TENANT_ID, PasswordReset, User
from app.services.accounts import known_browsers, passwords, people, sessions
from app.services.accounts import rate_limits as limits
from app.services.accounts.networks import network_of
from app.services.mail import NOBODY, Mail, MailKind, greeting_name, own_link, send_later
from app.tenancy import public_scope, tenant_scope, transaction, user_scope

LIFETIME = timedelta(hours=1)

_MAIL = """Hello {name},

Someone, most likely you, asked for a new password for your QuillSpace account.
You can choose one here within the next hour:

{url}

The link works once. If you didn’t ask for this, you can ignore this email: your password stays the same.

QuillSpace
"""


def request_reset(*, email: str, ip: str = "") -> None:
    """Queue a reset email if the address has an account, without revealing whether it does.

    The work is the same for every address: the job that sends the email finds out whether there is a recipient.
    Raises Invalid or TooMany.
    """
    address, network = people.clean_email(email), network_of(ip)
    limits.consume_attempt("password resets for an account from a network", f"{address} {network}")
    limits.consume_attempt("password resets from a network", network)
    found = known_browsers.find_accounts(address, people.NO_BROWSERS).first
    recipient = NOBODY if found is None or found.is_disabled else found.user_id
    # Otherwise the mailbox has just received links that still work, perhaps because of strangers.
    if limits.has_attempts_left("password reset emails to an address", address):
        with tenant_scope(GALLERY_TENANT_ID):
            send_later(MailKind.PASSWORD_RESET, user_id=recipient)


def compose_reset_mail(user: User) -> Mail:
    """Compose the email with a new link. The token is created only here, so it is never stored in the outbox."""
    url = own_link(f"{config().app_url}/password/{create_reset_token(user.id)}")
    return Mail(
        subject="Choose a new password for QuillSpace", body=_MAIL.format(name=greeting_name(user), url=url)
    )


def create_reset_token(user_id: UUID) -> str:
    """Create a single-use reset token. Earlier ones stay valid, or strangers could end the owner's by asking again."""
    token = secrets.token_urlsafe(32)
    with user_scope(user_id), transaction() as session:
        session.add(
            PasswordReset(
                user_id=user_id,
                token_hash=sessions.hash_token(token),
                expires_at=datetime.now(UTC) + LIFETIME,
            )
        )
    return token


def is_reset_valid(token: str) -> bool:
    """True if the reset link can still be used."""
    return _find_reset(token) is not None


def reset_password(token: str, *, password: str, ip: str = "") -> UUID:
    """Set a new password with a reset token, and revoke all sessions and other links. Returns the user.

    Raises Invalid or NotFound.
    """
    found = _find_reset(token)
    if found is None:
        raise NotFound("This link has been used or is older than an hour. Please ask for a new one.")
    passwords.check_password(password)
    reset_id, user_id = found
    with user_scope(user_id), transaction() as session:
        used = session.scalar(
            update(PasswordReset)
            .where(PasswordReset.id == reset_id, PasswordReset.used_at.is_(None))
            .values(used_at=func.now())
            .returning(PasswordReset.id)
        )
        if used is None:
            raise NotFound("This link has just been used. Please ask for a new one.")
        people.revoke_reset_links(user_id)
        people.replace_password(user_id, password)
        email = session.scalar(select(User.email).where(User.id == user_id))
    # Wrong guesses, perhaps by strangers, must not lock out somebody who has just proved that the address is theirs.
    known_browsers.lift_own_limit(str(email), ip, None)
    limits.reset_attempts("current password for an account", str(user_id))
    return user_id


def _find_reset(token: str) -> tuple[UUID, UUID] | None:
    with public_scope(), transaction() as session:
        found = session.execute(
            text("SELECT * FROM find_password_reset(:hash)"), {"hash": sessions.hash_token(token)}
        ).first()
    return (found.reset_id, found.user_id) if found else None
