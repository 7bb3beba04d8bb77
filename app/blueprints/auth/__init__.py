"""Joining, signing in, and one's own account."""

from app.blueprints.auth import (
    account,
    accounts,
    activity,
    codes,
    entries,
    landing,
    resets,
    sessions,
    sign_ins,
)
from app.blueprints.auth.blueprint import bp

__all__ = [
    "account",
    "accounts",
    "activity",
    "bp",
    "codes",
    "entries",
    "landing",
    "resets",
    "sessions",
    "sign_ins",
]
