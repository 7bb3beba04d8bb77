"""Activation: making a build live in one transaction, rolling back to an earlier one, and showing previews."""

from app.services.publishing.activation.activation import (
    activate,
)
from app.services.publishing.activation.preview_activation import (
    insert_copied_build,
    notify_edges,
)
from app.services.publishing.activation.previous_build import (
    find_previous_build,
)
from app.services.publishing.activation.rollbacks import (
    copied_manifest,
    roll_back,
)

__all__ = [
    "activate",
    "copied_manifest",
    "find_previous_build",
    "insert_copied_build",
    "notify_edges",
    "roll_back",
]
