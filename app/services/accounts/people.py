"""Users: sign-up, authentication and password changes."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, Forbidden, Invalid
from app.models import Membership, PasswordReset, Role, Tenant, User, UserCredential
from app.services import audit
from app.services.accounts import passwords, sessions
from app.services.accounts import rate_limits as limits
from app.tenancy import public_scope, tenant_scope, transaction, user_scope

_ADDRESS = re.compile(
    r"[^@\s\x00-\x1f<>(),;:\"\\]+@[^@\s\x00-\x1f<>(),;:\"\\]+\.[^@\s\x00-\x1f<>(),;:\"\\.]+"
)
MAX_EMAIL_LENGTH = 254


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A user whose password has been verified, and whether a second factor is still needed."""

    user_id: UUID
    is_staff: bool
    needs_code: bool


def sign_up(*, name: str, email: str, password: str, ip: str = "") -> UUID:
    """Create a user and the tenant they own. Raises Invalid, Conflict or TooMany."""
    limits.consume_attempt("sign-up from an address", ip)
    address = clean_email(email)
    passwords.check_password(password, personal=(name, address))
    password_hash = passwords.hash_password(password)
    user_id, tenant_id = uuid4(), uuid4()
    with tenant_scope(tenant_id, user_id=user_id):
        try:
            with transaction() as session:
                session.execute(insert(Tenant).values(id=tenant_id, name=name))
                session.execute(insert(User).values(id=user_id, email=address, name=name))
                session.execute(
                    insert(Membership).values(tenant_id=tenant_id, user_id=user_id, role=Role.OWNER)
                )
                session.add(UserCredential(user_id=user_id, password_hash=password_hash))
                audit.record("account.create", address)
        except IntegrityError as error:
            raise Conflict(
                "There’s already an account with this email. Sign in, or reset your password.",
                field="email",
            ) from error
    return user_id


def authenticate(*, email: str, password: str, ip: str = "") -> Proof:
    """Verify an email and password. An unknown email takes as long to reject and raises the same error.

    Raises Invalid, Forbidden or TooMany.
    """
    address = email.strip().lower()[:MAX_EMAIL_LENGTH]
    with limits.guessing(("sign-in from an address", ip), ("sign-in of an account", address)):
        with public_scope(), transaction() as session:
            found = session.execute(
                text("SELECT * FROM find_login(:address)"), {"address": _storable(address)}
            ).first()
        is_correct = passwords.verify_password(
            found.password_hash if found else None, password[: passwords.MAX_LENGTH]
        )
        if not is_correct or found is None or found.disabled:
            raise Invalid("That email and password don’t match. Please check both.", field="password")
    limits.reset_attempts("sign-in of an account", address)
    if passwords.needs_rehash(found.password_hash):
        store_password(found.user_id, password)
    if found.is_staff and not found.totp_secret:
        raise Forbidden("Support accounts need a second factor. Ask an operator to set yours up.")
    return Proof(user_id=found.user_id, is_staff=found.is_staff, needs_code=bool(found.totp_secret))


def check_code(user_id: UUID, code: str) -> None:
    """Verify a TOTP code; each code works once. Raises Invalid or TooMany."""
    limits.consume_attempt("code of an account", str(user_id))
    with user_scope(user_id), transaction() as session:
        secret = session.scalar(select(UserCredential.totp_secret).where(UserCredential.user_id == user_id))
    digits = "".join(code.split())
    is_correct = bool(secret) and digits.isascii() and pyotp.TOTP(str(secret)).verify(digits, valid_window=1)
    if not is_correct or not limits.is_first_attempt("code", f"{user_id}:{digits}", seconds=120):
        raise Invalid(
            "That code isn’t right. Codes change every 30 seconds; please enter the latest one.",
            field="code",
        )


def change_password(user_id: UUID, *, current: str, new: str, exclude: UUID) -> None:
    """Change the password, and revoke all sessions except `exclude` and open reset links. Raises Invalid or TooMany."""
    with user_scope(user_id), transaction() as session:
        password_hash = session.scalar(
            select(UserCredential.password_hash).where(UserCredential.user_id == user_id)
        )
    with limits.guessing(("sign-in of an account", str(user_id))):
        if not passwords.verify_password(password_hash, current[: passwords.MAX_LENGTH]):
            raise Invalid("This isn’t your current password.", field="current")
    passwords.check_password(new)
    with user_scope(user_id), transaction():
        store_password(user_id, new)
        revoke_reset_links(user_id)
        sessions.revoke_other_sessions(user_id, exclude=exclude)
        audit.record_for_user(user_id, "account.password")


def rename_user(user_id: UUID, *, name: str) -> None:
    """Change a user's name."""
    with user_scope(user_id), transaction() as session:
        session.execute(update(User).where(User.id == user_id).values(name=name))


def clean_email(text_given: str) -> str:
    """Normalise an email address for storage. Raises Invalid."""
    address = text_given.strip().lower()
    if len(address) > MAX_EMAIL_LENGTH or not _ADDRESS.fullmatch(address):
        raise Invalid("Please enter a full email address, such as jane@example.com.", field="email")
    return address


def revoke_reset_links(user_id: UUID) -> None:
    """Make the user's unused password reset links invalid."""
    with user_scope(user_id), transaction() as session:
        session.execute(
            update(PasswordReset)
            .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
            .values(used_at=func.now())
        )


def store_password(user_id: UUID, password: str) -> None:
    """Hash and store a user's new password."""
    password_hash = passwords.hash_password(password)
    with user_scope(user_id), transaction() as session:
        session.execute(
            update(UserCredential)
            .where(UserCredential.user_id == user_id)
            .values(password_hash=password_hash, changed_at=func.now())
        )


def _storable(text_given: str) -> str:
    """Drop NUL and lone surrogates, which PostgreSQL rejects and no stored address contains."""
    return text_given.replace("\0", "").encode("utf-8", "ignore").decode()
