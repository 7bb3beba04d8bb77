"""Change a page: lock it, build the operation from the newest tree, append a row, advance the revision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import OperationKind, Page, PageOperation
from app.services import presence
from app.services.components import current_registry
from app.services.documents.cache import trees
from app.services.documents.gesture import Gesture
from app.services.documents.reading import read_tree
from app.services.documents.references import follow_references
from app.tenancy import after_commit, current_scope, current_tenant_id, transaction
from app.tree import codecs, operations, sync
from app.tree.model import Operation, Skipped, Tree

SNAPSHOT_EVERY = 200
"""Operations between two snapshots, and so the most that are replayed when an uncached page is opened."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """The result of a change: the page's newest tree and the applied operation.

    `repeated`: the operation had already been applied. `skipped`: what an undo left unchanged.
    """

    page_id: UUID
    before: Tree
    tree: Tree
    revision: int
    operation: Operation
    label: str = ""
    skipped: Sequence[Skipped] = ()
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The metadata of a log row, without its operation."""

    gesture: Gesture
    label: str
    kind: OperationKind = OperationKind.DO
    target_group: UUID | None = None


@dataclass(kw_only=True)
class Head:
    """A page whose row is locked, with its newest tree."""

    session: Session
    page_id: UUID
    revision: int
    snapshot_revision: int
    tree: Tree


def apply(
    page_id: UUID,
    build: Callable[[Tree], Operation],
    *,
    gesture: Gesture,
    label: str = "",
    guard: Callable[[Head], None] | None = None,
) -> Applied:
    """Change a page. `build` creates the operation from the newest tree while the page is locked.

    Idempotent per gesture. Operations of one group are undone together. `guard` runs before `build`
    and may reject the change. Raises any error from `guard` and `build`, and NotFound if the page is deleted.
    """
    with transaction() as session:
        head = lock_page(session, page_id)
        if (done := find_repeated(head, gesture)) is not None:
            return done
        if guard is not None:
            guard(head)
        operation = build(head.tree)
        entry = Entry(gesture=gesture, label=label or sync.describe(operation, head.tree, current_registry()))
        return append(head, operation, entry)


def lock_page(session: Session, page_id: UUID) -> Head:
    """Lock the page's row until the transaction ends. Raises NotFound."""
    row = session.execute(
        select(Page.revision, Page.snapshot_revision)
        .where(Page.id == page_id, Page.deleted_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("This page is gone. It may have been deleted.")
    tree = read_tree(session, page_id, row.revision, head=row.revision)
    return Head(
        session=session,
        page_id=page_id,
        revision=row.revision,
        snapshot_revision=row.snapshot_revision,
        tree=tree,
    )


def find_repeated(head: Head, gesture: Gesture) -> Applied | None:
    """The result of this gesture if it was applied before, else None."""
    row = head.session.execute(
        select(PageOperation.payload, PageOperation.label).where(
            PageOperation.page_id == head.page_id, PageOperation.operation_id == gesture.operation_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Applied(
        page_id=head.page_id,
        before=head.tree,
        tree=head.tree,
        revision=head.revision,
        operation=codecs.from_json(row.payload),
        label=row.label,
        repeated=True,
    )


def append(head: Head, operation: Operation, entry: Entry, *, skipped: Sequence[Skipped] = ()) -> Applied:
    """Append one row to the log and advance the revision; an empty `DO` operation adds no row."""
    tree, revision = head.tree, head.revision
    if operation or entry.kind is not OperationKind.DO:
        tree, revision = operations.apply(head.tree, operation), head.revision + 1
        head.session.add(_row(head, operation, entry, revision))
        head.session.flush()
        follow_references(head.page_id, operation, before=head.tree, after=tree)
        _move_on(head, revision, tree)
    return Applied(
        page_id=head.page_id,
        before=head.tree,
        tree=tree,
        revision=revision,
        operation=operation,
        label=entry.label,
        skipped=skipped,
    )


def _row(head: Head, operation: Operation, entry: Entry, revision: int) -> PageOperation:
    scope = current_scope()
    return PageOperation(
        page_id=head.page_id,
        revision=revision,
        operation_id=entry.gesture.operation_id,
        group_id=entry.gesture.group,
        client_id=entry.gesture.client_id,
        actor_id=scope.user_id,
        on_behalf_of=scope.on_behalf_of,
        kind=entry.kind,
        target_group=entry.target_group,
        base_revision=entry.gesture.base_revision,
        label=entry.label,
        payload=codecs.to_json(operation),
    )


def _move_on(head: Head, revision: int, tree: Tree) -> None:
    values: dict[str, Any] = {"revision": revision}
    if revision - head.snapshot_revision >= SNAPSHOT_EVERY:
        values |= {
            "puck_data": codecs.dump_puck(tree),
            "snapshot_meta": codecs.dump_meta(tree),
            "snapshot_revision": revision,
        }
    head.session.execute(
        update(Page)
        .where(Page.id == head.page_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    key = (current_tenant_id(), head.page_id)
    after_commit(head.session, lambda: trees.put(key, revision, tree))
    after_commit(head.session, lambda: presence.note_revision(*key, revision))
