"""A page's document: the only reader and the only writer of the log of operations.

The log is the truth. `pages.puck_data` is a snapshot of it that nobody else reads.
"""

from app.services.documents.bulk_reading import (
    trees_holding,
)
from app.services.documents.changes import (
    Applied,
    Head,
    apply,
)
from app.services.documents.concurrent_changes import (
    Unseen,
    find_removal,
    unseen_updates,
)
from app.services.documents.folding import (
    fold_logs,
)
from app.services.documents.gesture import (
    Gesture,
)
from app.services.documents.groups import (
    pages_of_group,
    undo_group,
)
from app.services.documents.mentions import (
    pages_that_may_name,
)
from app.services.documents.reading import (
    export_page,
    initial_document,
    newest,
    operations_between,
    reached_at,
    read_tree,
    revision_seen,
    tree_at,
    trees_at,
)
from app.services.documents.references import (
    lock_references,
    record_references,
)
from app.services.documents.restorations import (
    restore_block,
    restore_revision,
)
from app.services.documents.snapshots import (
    keep_snapshots,
)
from app.services.documents.stored_tree import (
    StoredTree,
    stored_trees,
)
from app.services.documents.undo_redo import (
    redo,
    undo,
)

__all__ = [
    "Applied",
    "Gesture",
    "Head",
    "StoredTree",
    "Unseen",
    "apply",
    "export_page",
    "find_removal",
    "fold_logs",
    "initial_document",
    "keep_snapshots",
    "lock_references",
    "newest",
    "operations_between",
    "pages_of_group",
    "pages_that_may_name",
    "reached_at",
    "read_tree",
    "record_references",
    "redo",
    "restore_block",
    "restore_revision",
    "revision_seen",
    "stored_trees",
    "tree_at",
    "trees_at",
    "trees_holding",
    "undo",
    "undo_group",
    "unseen_updates",
]
