"""Activation: the transaction that makes a build live, and rolling back to an earlier one."""

from app.services.publishing.activation.activation import (
    go_live,
)
from app.services.publishing.activation.previous_build import (
    find_before_live,
)
from app.services.publishing.activation.rollbacks import (
    Copy,
    copied,
    roll_back,
)

__all__ = [
    "Copy",
    "copied",
    "find_before_live",
    "go_live",
    "roll_back",
]
