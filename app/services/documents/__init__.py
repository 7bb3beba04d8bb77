"""A page's document: the only reader and the only writer of the log of operations.

The log is the truth. `pages.puck_data` is a snapshot of it that nobody else reads.
"""

from app.services.documents.changes import Applied, apply
from app.services.documents.comparing import Comparison, compare
from app.services.documents.folding import fold_logs
from app.services.documents.gesture import Gesture
from app.services.documents.groups import pages_of_group, undo_group
from app.services.documents.naming import pages_that_may_name
from app.services.documents.reading import (
    export_page,
    initial_document,
    newest,
    operations_between,
    reached_at,
    revision_seen,
    tree_at,
    trees_at,
)
from app.services.documents.references import lock_references, record_references
from app.services.documents.restores import restore_block, restore_revision
from app.services.documents.scanning import trees_holding
from app.services.documents.snapshots import keep_snapshots
from app.services.documents.steps import redo, undo
from app.services.documents.stored import StoredTree, stored_trees
from app.services.documents.timeline_steps import read_page_history
from app.services.documents.versions import keep_published, name_version, rename_version

__all__ = [
    "Applied",
    "Comparison",
    "Gesture",
    "StoredTree",
    "apply",
    "compare",
    "export_page",
    "fold_logs",
    "initial_document",
    "keep_published",
    "keep_snapshots",
    "lock_references",
    "name_version",
    "newest",
    "operations_between",
    "pages_of_group",
    "pages_that_may_name",
    "reached_at",
    "read_page_history",
    "record_references",
    "redo",
    "rename_version",
    "restore_block",
    "restore_revision",
    "revision_seen",
    "stored_trees",
    "tree_at",
    "trees_at",
    "trees_holding",
    "undo",
    "undo_group",
]
