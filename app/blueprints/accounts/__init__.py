"""Sign-up, sign-in and account settings."""

from app.blueprints.accounts import (
    account,
    activity,
    codes,
    confirmations,
    landing,
    password_resets,
    sessions,
    sign_ins,
    sign_ups,
    tenant_switches,
)
from app.blueprints.accounts.blueprint import bp

__all__ = [
    "account",
    "activity",
    "bp",
    "codes",
    "confirmations",
    "landing",
    "password_resets",
    "sessions",
    "sign_ins",
    "sign_ups",
    "tenant_switches",
]
