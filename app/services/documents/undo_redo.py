"""Undo and redo from the log, per user. Works after a reload and on any device."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.models import OperationKind, PageOperation
from app.services.components import current_registry
from app.services.documents.changes import Applied, Entry, Head, append, find_repeated, lock_page
from app.services.documents.gesture import Gesture
from app.tenancy import current_scope, transaction
from app.tree import codecs, operations
from app.tree.sync import summarise

FIRST_BATCH, NEXT_BATCH = 8, 200
"""Rows read by the first query for a step, and by each later one; the step is nearly always among the newest."""


class NothingToUndo(Conflict):
    """The user has no step left to undo on this page."""

    message = "There’s nothing left to undo."


class NothingToRedo(Conflict):
    """The user has not undone anything since their last new step."""

    message = "There’s nothing to redo."


def undo(page_id: UUID, *, gesture: Gesture) -> Applied:
    """Undo the current user's newest step. Raises NothingToUndo, and NotFound if the page is deleted."""
    with transaction() as session:
        head = lock_page(session, page_id)
        done = find_repeated(head, gesture)
        return done or undo_rows(head, _newest_step(session, page_id), gesture)


def redo(page_id: UUID, *, gesture: Gesture) -> Applied:
    """Redo the step that was undone last. Raises NothingToRedo, and NotFound if the page is deleted."""
    with transaction() as session:
        head = lock_page(session, page_id)
        done = find_repeated(head, gesture)
        return done or _redo_undone(head, _newest_undo(session, page_id), gesture)


def undo_rows(head: Head, step: Sequence[Any], gesture: Gesture) -> Applied:
    """Undo the rows of one step, given newest first."""
    entry = Entry(
        gesture=replace(gesture, group_id=None),
        kind=OperationKind.UNDO,
        target_group=step[0].target_group or step[0].group_id,
        label=summarise(row.label for row in reversed(step)),
    )
    return _revert(head, step, entry)


def _redo_undone(head: Head, undone: Any, gesture: Gesture) -> Applied:
    entry = Entry(
        gesture=replace(gesture, group_id=None),
        kind=OperationKind.REDO,
        target_group=undone.target_group,
        label=undone.label,
    )
    return _revert(head, [undone], entry)


def _revert(head: Head, rows: Sequence[Any], entry: Entry) -> Applied:
    """Append the inverse of these rows, given newest first."""
    done = [codecs.from_json(row.payload) for row in reversed(rows)]
    operation, skipped = operations.revert_all(head.tree, done, rules=current_registry())
    return append(head, operation, entry, skipped=skipped)


def _newest_step(session: Session, page_id: UUID) -> list[Any]:
    """Rows of the current user's newest step that is not undone, newest first.

    A group is applied if its newest row is a do or a redo. The rows of a burst since its last undo
    form one step.
    """
    undone_groups: set[UUID] = set()
    step: list[Any] = []
    for row in _own_rows(session, page_id):
        group = row.target_group or row.group_id
        if step:
            if row.kind != OperationKind.DO or group != step[0].group_id:
                break
            step.append(row)
        elif row.kind == OperationKind.UNDO:
            undone_groups.add(group)
        elif group not in undone_groups:
            step = [row]
            if row.kind == OperationKind.REDO:
                break
    if not step:
        raise NothingToUndo
    return step


def _newest_undo(session: Session, page_id: UUID) -> Any:
    """The undo row of the latest step still undone. Raises NothingToRedo if there is none or a new step followed."""
    redone = 0
    for row in _own_rows(session, page_id):
        if row.kind == OperationKind.DO:
            break
        if row.kind == OperationKind.REDO:
            redone += 1
        elif redone:
            redone -= 1
        else:
            return row
    raise NothingToRedo


def _own_rows(session: Session, page_id: UUID) -> Iterator[Any]:
    """The current user's rows of the page's log, newest first, read in batches."""
    below: int | None = None
    batch = FIRST_BATCH
    while True:
        query = (
            select(
                PageOperation.revision,
                PageOperation.kind,
                PageOperation.group_id,
                PageOperation.target_group,
                PageOperation.label,
                PageOperation.payload,
            )
            .where(PageOperation.page_id == page_id, PageOperation.actor_id == current_scope().user_id)
            .order_by(PageOperation.revision.desc())
            .limit(batch)
        )
        rows = session.execute(query if below is None else query.where(PageOperation.revision < below)).all()
        yield from rows
        if len(rows) < batch:
            return
        below, batch = rows[-1].revision, NEXT_BATCH
