"""Page documents: the only package that reads or writes the operation log.

The log is the source of truth. `pages.puck_data` is a snapshot of it that no other package reads.
"""

from app.services.documents.bulk_reading import (
    trees_matching,
)
from app.services.documents.changes import (
    Applied,
    Head,
    apply,
)
from app.services.documents.concurrent_changes import (
    UnseenUpdate,
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
    find_candidate_pages,
)
from app.services.documents.reading import (
    export_page,
    initial_document,
    newest,
    operations_between,
    read_tree,
    revision_seen,
    revision_time,
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
    store_snapshots,
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
    "UnseenUpdate",
    "apply",
    "export_page",
    "find_candidate_pages",
    "find_removal",
    "fold_logs",
    "initial_document",
    "lock_references",
    "newest",
    "operations_between",
    "pages_of_group",
    "read_tree",
    "record_references",
    "redo",
    "restore_block",
    "restore_revision",
    "revision_seen",
    "revision_time",
    "store_snapshots",
    "stored_trees",
    "tree_at",
    "trees_at",
    "trees_matching",
    "undo",
    "undo_group",
    "unseen_updates",
]
