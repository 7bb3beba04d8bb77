"""Concurrent changes: operations by other tabs that the author of a gesture had not seen yet."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from app.models import PageOperation
from app.services.documents.changes import Head
from app.services.documents.gesture import Gesture
from app.tree import codecs
from app.tree.model import Remove, Update

CONTAINS_ID = "$.changes[*].block.**.id ? (@ == $id)"


@dataclass(frozen=True, kw_only=True)
class UnseenUpdate:
    """An update to a block, with its author and operation."""

    change: Update
    actor_id: UUID | None
    operation_id: UUID


@dataclass(frozen=True, kw_only=True)
class Removal:
    """The change that removed a block, on its own or with an ancestor, and the author of that change."""

    change: Remove
    actor_id: UUID | None


def unseen_updates(
    head: Head, gesture: Gesture, blocks: Collection[str], *, own: bool = False
) -> Iterator[UnseenUpdate]:
    """Updates to these blocks by other tabs since the gesture's base revision, oldest first.

    Empty if the gesture has no base revision. With `own`, yields this tab's own updates instead.
    """
    if gesture.base_revision is None or gesture.base_revision >= head.revision:
        return
    sought = [{"kind": "update", "id": id_} for id_ in blocks] if len(blocks) == 1 else [{"kind": "update"}]
    query = _rows(head).where(
        PageOperation.revision > gesture.base_revision,
        PageOperation.payload.contains({"changes": sought}),
        not_(_is_by_another(gesture)) if own else _is_by_another(gesture),
    )
    for row in head.session.execute(query.order_by(PageOperation.revision)):
        for change in codecs.from_json(row.payload).changes:
            if isinstance(change, Update) and change.id in blocks:
                yield UnseenUpdate(change=change, actor_id=row.actor_id, operation_id=row.operation_id)


def find_removal(head: Head, block_id: str) -> Removal | None:
    """The latest change that removed this block, or None if it was never on the page."""
    holds = func.jsonb_path_exists(
        PageOperation.payload,
        cast(CONTAINS_ID, JSONPATH),
        cast({"id": block_id}, JSONB),
    )
    query = _rows(head).where(PageOperation.payload.contains({"changes": [{"kind": "remove"}]}), holds)
    for row in head.session.execute(query.order_by(PageOperation.revision.desc())):
        for change in codecs.from_json(row.payload).changes:
            if isinstance(change, Remove) and any(block.id == block_id for block in change.block.walk()):
                return Removal(change=change, actor_id=row.actor_id)
    return None


def _rows(head: Head) -> Select[Any]:
    columns = select(PageOperation.payload, PageOperation.actor_id, PageOperation.operation_id)
    return columns.where(PageOperation.page_id == head.page_id)


def _is_by_another(gesture: Gesture) -> ColumnElement[bool]:
    if gesture.client_id is None:
        is_other: ColumnElement[bool] = true()
    else:
        is_other = or_(PageOperation.client_id.is_(None), PageOperation.client_id != gesture.client_id)
    return is_other & (PageOperation.group_id != gesture.group)
