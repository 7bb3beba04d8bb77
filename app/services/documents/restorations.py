"""Restore a page or one block to an earlier revision. A restore is an ordinary operation and can be undone."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PageOperation, PageVersion
from app.services.components import current_registry
from app.services.documents.changes import Applied, apply
from app.services.documents.gesture import Gesture
from app.services.documents.reading import tree_at
from app.tenancy import transaction
from app.tree import operations
from app.tree.model import Operation, Tree
from app.tree.operations import NothingToRestore
from app.tree.sync import Kind

LABELS = {
    Kind.ADDED: "Removed {label} again",
    Kind.REMOVED: "Restored {label}",
    Kind.MOVED: "Moved {label} back",
    Kind.CHANGED: "Changed {label} back",
}


def restore_revision(page_id: UUID, revision: int, *, gesture: Gesture) -> Applied:
    """Restore the page to a revision. Raises NotFound, and NothingToRestore if nothing differs."""

    def build(tree: Tree) -> Operation:
        operation = operations.build_restore(tree, tree_at(page_id, revision))
        if not operation:
            raise NothingToRestore("The page is already the same as that version.")
        return operation

    with transaction() as session:
        return apply(page_id, build, gesture=gesture, label=_label(session, page_id, revision))


def restore_block(page_id: UUID, block_id: str, kind: Kind, revision: int, *, gesture: Gesture) -> Applied:
    """Restore one block to a revision, limited to one kind of difference; the rest of the page is unchanged.

    Raises NotFound, NoPlaceLeft, and NothingToRestore if nothing differs.
    """
    with transaction():
        wanted = tree_at(page_id, revision)

        def build(tree: Tree) -> Operation:
            return operations.build_restore_one(tree, wanted, block_id, kind, rules=current_registry())

        node = wanted.get(block_id) or tree_at(page_id).get(block_id)
        label = LABELS[kind].format(
            label=current_registry().label(node.type) if node and node.parent else "the page"
        )
        return apply(page_id, build, gesture=gesture, label=label)


def _label(session: Session, page_id: UUID, revision: int) -> str:
    """The history label, which names the restored state by its version name or its last step."""
    name = session.scalar(
        select(PageVersion.name)
        .where(PageVersion.page_id == page_id, PageVersion.revision == revision, PageVersion.name != "")
        .order_by(PageVersion.created_at.desc())
        .limit(1)
    )
    if name:
        return f"Restored “{name}”"
    step = session.scalar(
        select(PageOperation.label).where(
            PageOperation.page_id == page_id, PageOperation.revision == revision
        )
    )
    if step:
        return f"Restored the page to how it was after “{step}”"
    return "Restored an earlier version of the page" if revision else "Restored the first version of the page"
