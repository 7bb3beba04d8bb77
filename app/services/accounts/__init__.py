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
    check_rate_limit,
    consume_attempt,
    count_attempt,
    is_first_attempt,
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
    "check_rate_limit",
    "choose_support_access",
    "clean_email",
    "compose_reset_mail",
    "consume_attempt",
    "count_attempt",
    "find_identity",
    "hash_password",
    "is_first_attempt",
    "is_reset_valid",
    "list_sessions",
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
