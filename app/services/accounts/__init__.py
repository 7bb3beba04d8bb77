"""Accounts: users, passwords, sign-in sessions, tenants, and rate limits."""

from app.services.accounts.password_resets import (
    compose_reset_mail,
    is_reset_valid,
    request_reset,
    reset_password,
)
from app.services.accounts.passwords import (
    check_password,
    hash_password,
    verify_password,
)
from app.services.accounts.people import (
    authenticate,
    change_password,
    check_code,
    clean_email,
    rename_user,
    sign_up,
)
from app.services.accounts.rate_limits import (
    consume_attempt,
    guessing,
    is_first_attempt,
    refunding,
)
from app.services.accounts.sessions import (
    Identity,
    Visit,
    find_identity,
    list_sessions,
    revoke_other_sessions,
    revoke_session,
    start_session,
    switch_tenant,
)
from app.services.accounts.tenants import (
    choose_support_access,
)

__all__ = [
    "Identity",
    "Visit",
    "authenticate",
    "change_password",
    "check_code",
    "check_password",
    "choose_support_access",
    "clean_email",
    "compose_reset_mail",
    "consume_attempt",
    "find_identity",
    "guessing",
    "hash_password",
    "is_first_attempt",
    "is_reset_valid",
    "list_sessions",
    "refunding",
    "rename_user",
    "request_reset",
    "reset_password",
    "revoke_other_sessions",
    "revoke_session",
    "sign_up",
    "start_session",
    "switch_tenant",
    "verify_password",
]
