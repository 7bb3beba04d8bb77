"""Texts that two people changed at once: noticing it, keeping both, and carrying out what an author chooses.

Only texts conflict; of everything else the last one wins, and the log keeps the others. `resolving` is
apart, since it changes pages by way of `services.blocks`, which asks here first.
"""

from app.services.conflicts.detection import (
    check_list,
    check_texts,
    keep_unseen_texts,
)
from app.services.conflicts.listing import (
    ConflictView,
    count_open,
    get_conflict,
    list_conflicts,
)
from app.services.conflicts.storage import (
    StaleTexts,
    TextConflict,
    keep_refused,
)

__all__ = [
    "ConflictView",
    "StaleTexts",
    "TextConflict",
    "check_list",
    "check_texts",
    "count_open",
    "get_conflict",
    "keep_refused",
    "keep_unseen_texts",
    "list_conflicts",
]
