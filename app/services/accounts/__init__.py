"""Accounts: users, passwords, sign-in sessions, tenants, and rate limits."""

from app.services.accounts.confirmations import (
    Claim,
    change_claimed_address,
    compose_confirmation_mail,
    confirm_address,
    confirm_address_with_password,
    find_claim,
    request_confirmation,
)
from app.services.accounts.known_browsers import (
    KnownBrowser,
    KnownBrowsers,
    find_accounts,
    forget_browsers,
    remember_browser,
)
from app.services.accounts.networks import network_of
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
)
from app.services.accounts.rate_limits import (
    consume_attempt,
    guessing,
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
from app.services.accounts.sign_ups import (
    create_confirmed_account,
    sign_up,
)
from app.services.accounts.signatures import (
    PatientSigner,
    make_signer,
)
from app.services.accounts.tenants import (
    choose_support_access,
)

__all__ = [
    "Claim",
    "Identity",
    "KnownBrowser",
    "KnownBrowsers",
    "PatientSigner",
    "Visit",
    "authenticate",
    "change_claimed_address",
    "change_password",
    "check_code",
    "check_password",
    "choose_support_access",
    "clean_email",
    "compose_confirmation_mail",
    "compose_reset_mail",
    "confirm_address",
    "confirm_address_with_password",
    "consume_attempt",
    "create_confirmed_account",
    "find_accounts",
    "find_claim",
    "find_identity",
    "forget_browsers",
    "guessing",
    "hash_password",
    "is_first_attempt",
    "is_reset_valid",
    "list_sessions",
    "make_signer",
    "network_of",
    "remember_browser",
    "rename_user",
    "request_confirmation",
    "request_reset",
    "reset_password",
    "revoke_other_sessions",
    "revoke_session",
    "sign_up",
    "start_session",
    "switch_tenant",
    "verify_password",
]
