"""Text conflicts: detecting concurrent edits to a text, storing both versions, and listing them.

Only texts conflict; for all other values the last write wins, and the log keeps the earlier ones. Resolution is in
`services.editing.conflict_resolution`, because editing imports this package.
"""

from app.services.conflicts.detection import (
    check_list,
    check_texts,
    store_unseen_texts,
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
    store_refused,
)

__all__ = [
    "ConflictView",
    "StaleTexts",
    "TextConflict",
    "check_list",
    "check_texts",
    "count_open",
    "get_conflict",
    "list_conflicts",
    "store_refused",
    "store_unseen_texts",
]
