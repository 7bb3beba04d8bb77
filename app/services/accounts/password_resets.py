"""Password resets: a single-use link by email, valid for one hour."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.errors import NotFound
from app.extensions import config
from app.models import GALLERY_TENANT_ID, Membership, PasswordReset, User
from app.services import audit
from app.services.accounts import passwords, people, sessions
from app.services.accounts import rate_limits as limits
from app.services.mail import Mail, MailKind, greeting_name, send_later
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

    Raises Invalid or TooMany.
    """
    address = people.clean_email(email)
    limits.consume_attempt("reset from an address", ip)
    limits.consume_attempt("reset of an account", address)
    with public_scope(), transaction() as session:
        found = session.execute(text("SELECT * FROM find_login(:address)"), {"address": address}).first()
    if found is None or found.disabled:
        return
    with tenant_scope(_tenant_for_mail(found.user_id), user_id=found.user_id):
        send_later(MailKind.PASSWORD_RESET, user_id=found.user_id)


def compose_reset_mail(user: User) -> Mail:
    """Compose the email with a new link. The token is created only here, so it is never stored in the outbox."""
    url = f"{config().app_url}/password/{create_reset_token(user.id)}"
    return Mail(
        subject="Choose a new password for QuillSpace", body=_MAIL.format(name=greeting_name(user), url=url)
    )


def create_reset_token(user_id: UUID) -> str:
    """Create a single-use reset token and invalidate the user's earlier ones."""
    token = secrets.token_urlsafe(32)
    with user_scope(user_id), transaction() as session:
        people.revoke_reset_links(user_id)
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


def reset_password(token: str, *, password: str) -> None:
    """Set a new password with a reset token and revoke all sessions. Raises Invalid or NotFound."""
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
        people.store_password(user_id, password)
        sessions.revoke_other_sessions(user_id)
        audit.record_for_user(user_id, "account.password")
        email = session.scalar(select(User.email).where(User.id == user_id))
    # Wrong guesses, perhaps by strangers, must not lock out somebody who has just proved that the address is theirs.
    limits.reset_attempts("sign-in of an account", str(email))


def _find_reset(token: str) -> tuple[UUID, UUID] | None:
    with public_scope(), transaction() as session:
        found = session.execute(
            text("SELECT * FROM find_password_reset(:hash)"), {"hash": sessions.hash_token(token)}
        ).first()
    return (found.reset_id, found.user_id) if found else None


def _tenant_for_mail(user_id: UUID) -> UUID:
    """The tenant whose outbox sends the email: any of the user's tenants, or the gallery tenant for staff."""
    with user_scope(user_id), transaction() as session:
        query = select(Membership.tenant_id).where(Membership.user_id == user_id).limit(1)
        return session.scalar(query) or GALLERY_TENANT_ID
