"""Builds, applies and undoes operations. Builders read a tree and return an operation without applying it."""

from app.tree.operations.application import (
    apply,
)
from app.tree.operations.bulk import (
    build_duplicates,
    build_moves,
    build_removes,
    outermost,
)
from app.tree.operations.duplicate import (
    build_duplicate,
)
from app.tree.operations.insert import (
    build_copy,
    build_insert,
)
from app.tree.operations.move import (
    build_move,
)
from app.tree.operations.paste import (
    build_paste,
    read_pasted,
)
from app.tree.operations.remove import (
    build_remove,
)
from app.tree.operations.replace_text import (
    Replacement,
    ReplaceResult,
    RewriteResult,
    build_replace,
    preview_replacements,
    rewrite,
)
from app.tree.operations.restore import (
    build_restore,
)
from app.tree.operations.restore_one import (
    NothingToRestore,
    build_restore_one,
)
from app.tree.operations.reverting import (
    fold,
    invert,
    merge,
    revert,
    revert_all,
)
from app.tree.operations.share import (
    build_detach,
    build_share,
    build_show,
)
from app.tree.operations.update import (
    build_update,
)

__all__ = [
    "NothingToRestore",
    "ReplaceResult",
    "Replacement",
    "RewriteResult",
    "apply",
    "build_copy",
    "build_detach",
    "build_duplicate",
    "build_duplicates",
    "build_insert",
    "build_move",
    "build_moves",
    "build_paste",
    "build_remove",
    "build_removes",
    "build_replace",
    "build_restore",
    "build_restore_one",
    "build_share",
    "build_show",
    "build_update",
    "fold",
    "invert",
    "merge",
    "outermost",
    "preview_replacements",
    "read_pasted",
    "revert",
    "revert_all",
    "rewrite",
]
