"""Users: authentication and password changes."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import Row, func, select, update

from app.errors import Forbidden, Invalid
from app.models import PasswordReset, User, UserCredential
from app.services import audit
from app.services.accounts import known_browsers, passwords, sessions
from app.services.accounts import rate_limits as limits
from app.services.accounts.known_browsers import Accounts, KnownBrowsers
from app.services.accounts.names import clean_name
from app.services.accounts.networks import network_of
from app.tenancy import transaction, user_scope

_ADDRESS = re.compile(
    r"[^@\s\x00-\x1f<>(),;:\"\\]+@[^@\s\x00-\x1f<>(),;:\"\\]+\.[^@\s\x00-\x1f<>(),;:\"\\.]+"
)
MAX_EMAIL_LENGTH = 254
NO_BROWSERS: KnownBrowsers = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A user whose password has been verified, and whether a second factor is still needed."""

    user_id: UUID
    is_staff: bool
    needs_code: bool


def authenticate(*, email: str, password: str, ip: str = "", browsers: KnownBrowsers = NO_BROWSERS) -> Proof:
    """Verify an email and password. An unknown email takes as long to reject and raises the same error.

    `browsers` is what this browser knows. Raises Invalid, Forbidden or TooMany.
    """
    address = email.strip().lower()[:MAX_EMAIL_LENGTH]
    found = known_browsers.find_accounts(address, browsers)
    shared = None if found.known else ("sign-in to an account", address, network_of(ip))
    with limits.guessing(*known_browsers.own_limits(address, ip, found.known), shared=shared):
        account = _find_matching(found, password[: passwords.MAX_LENGTH])
        if account is None or account.is_disabled:
            raise Invalid("That email and password don’t match. Please check both.", field="password")
    if account.is_confirmed or found.known:
        # Otherwise strangers could lift the limit with an account of their own that claims the address.
        known_browsers.lift_own_limit(address, ip, found.known)
    if passwords.needs_rehash(account.password_hash):
        store_password(account.user_id, password)
    if account.is_staff and not account.totp_secret:
        raise Forbidden("Support accounts need a second factor. Ask an operator to set yours up.")
    return Proof(user_id=account.user_id, is_staff=account.is_staff, needs_code=bool(account.totp_secret))


def _find_matching(found: Accounts, password: str) -> Row[Any] | None:
    """The account with this password. Two passwords are verified in any case, so that the time taken reveals nothing.

    Somebody who claims an address signs in to their own account even if a confirmed one has the same password;
    otherwise, signing in would reveal the confirmed account's password. Only the owner's browser knows that account.
    """
    accounts = found.claimed, found.confirmed
    matching = [
        account
        for account in accounts
        if passwords.verify_password(account.password_hash if account else None, password)
    ]
    return next((account for account in reversed(matching) if account and account.is_known), None) or next(
        iter(matching), None
    )


def check_code(user_id: UUID, code: str) -> None:
    """Verify a TOTP code; each code works once. Raises Invalid or TooMany."""
    limits.consume_attempt("code for an account", str(user_id))
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
    with limits.guessing(("current password for an account", str(user_id))):
        if not passwords.verify_password(password_hash, current[: passwords.MAX_LENGTH]):
            raise Invalid("This isn’t your current password.", field="current")
    passwords.check_password(new)
    with user_scope(user_id), transaction():
        revoke_reset_links(user_id)
        replace_password(user_id, new, exclude=exclude)


def replace_password(user_id: UUID, password: str, *, exclude: UUID | None = None) -> None:
    """Store a new password, revoke all sessions except `exclude`, and forget the user's known browsers."""
    with user_scope(user_id), transaction():
        store_password(user_id, password)
        sessions.revoke_other_sessions(user_id, exclude=exclude)
        audit.record_for_user(user_id, "account.password")


def rename_user(user_id: UUID, *, name: str) -> None:
    """Change a user's name. Raises Invalid."""
    cleaned = clean_name(name)
    with user_scope(user_id), transaction() as session:
        session.execute(update(User).where(User.id == user_id).values(name=cleaned))


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
