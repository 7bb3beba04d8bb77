"""History steps: one entry per gesture or burst of typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from app.models import OperationKind, PageOperation, User
from app.services.history.cursor import Cursor
from app.services.history.timeline import Chunk, Entry, EntryKind, Subject, merge, next_chunk, read_versions
from app.tenancy import transaction
from app.tree.sync import summarise

Group = tuple[UUID, UUID]
"""Page id and group id."""


def read_page_history(page_id: UUID, *, before: Cursor | None = None, only_named: bool = False) -> Chunk:
    """The next chunk of a page's history before a cursor, newest first."""
    subject = Subject(page_id=page_id, only_named=only_named)
    with transaction() as session:
        steps = [] if only_named else read_steps(session, subject, before=before)
        return merge([*steps, *read_versions(session, subject, before=before)])


def read_steps(session: Session, subject: Subject, *, before: Cursor | None) -> list[Entry]:
    """The newest steps before a cursor, one per gesture or burst."""
    newer = aliased(PageOperation)
    is_newest = ~(
        select(newer.revision)
        .where(
            newer.page_id == PageOperation.page_id,
            newer.group_id == PageOperation.group_id,
            newer.revision > PageOperation.revision,
        )
        .exists()
    )
    columns = (
        PageOperation.page_id,
        PageOperation.revision,
        PageOperation.operation_id.label("id"),
        PageOperation.group_id,
        PageOperation.kind,
        PageOperation.created_at,
        PageOperation.label,
        PageOperation.on_behalf_of,
        User.name,
    )
    query = (
        select(*columns)
        .outerjoin(User, User.id == PageOperation.actor_id)
        .where(subject.includes(PageOperation), is_newest)
    )
    rows = session.execute(
        next_chunk(query, subject, PageOperation, PageOperation.operation_id, before, 0)
    ).all()
    groups = _Groups.read(
        session, [(row.page_id, row.group_id) for row in rows if row.kind == OperationKind.DO]
    )
    return [_step(row, subject, groups) for row in rows]


def _step(row: Any, subject: Subject, groups: "_Groups") -> Entry:
    key = (row.page_id, row.group_id)
    labels = groups.labels.get(key, [row.label])
    return Entry(
        kind={OperationKind.UNDO: EntryKind.UNDO, OperationKind.REDO: EntryKind.REDO}.get(
            row.kind, EntryKind.STEP
        ),
        cursor=Cursor(row.revision if subject.page_id else row.created_at, 0, row.created_at, row.id),
        at=row.created_at,
        page_id=row.page_id,
        revision=row.revision,
        what=summarise(labels),
        who=row.name or "",
        is_support=row.on_behalf_of is not None,
        count=groups.counts.get(key, 1),
        is_undone=groups.undone.get(key, 0) > row.revision,
    )


@dataclass(frozen=True)
class _Groups:
    """Data about groups, aggregated over all their rows."""

    labels: dict[Group, list[str]]
    counts: dict[Group, int]
    undone: dict[Group, int]
    """The revision that undid each group; groups that were redone afterwards are not included."""

    @classmethod
    def read(cls, session: Session, keys: Sequence[Group]) -> "_Groups":
        if not keys:
            return cls({}, {}, {})
        labels: dict[Group, list[str]] = {}
        counts: dict[Group, int] = {}
        newest = func.max(PageOperation.revision)
        query = (
            select(
                PageOperation.page_id,
                PageOperation.group_id,
                PageOperation.label,
                func.count().label("rows"),
            )
            .where(_among(keys, PageOperation.group_id))
            .group_by(PageOperation.page_id, PageOperation.group_id, PageOperation.label)
            .order_by(newest)
        )
        for row in session.execute(query):
            labels.setdefault((row.page_id, row.group_id), []).append(row.label)
            counts[row.page_id, row.group_id] = counts.get((row.page_id, row.group_id), 0) + row.rows
        return cls(labels, counts, _undone(session, keys))


def _undone(session: Session, keys: Sequence[Group]) -> dict[Group, int]:
    target = PageOperation.target_group
    query = (
        select(PageOperation.page_id, target, PageOperation.kind, PageOperation.revision)
        .ext(distinct_on(PageOperation.page_id, target))
        .where(_among(keys, target))
        .order_by(PageOperation.page_id, target, PageOperation.revision.desc())
    )
    return {
        (row.page_id, row.target_group): row.revision
        for row in session.execute(query)
        if row.kind == OperationKind.UNDO
    }


def _among(keys: Sequence[Group], group: Any) -> ColumnElement[bool]:
    """An SQL condition for the rows of these groups, grouped by page so that the index is used."""
    by_page: dict[UUID, list[UUID]] = {}
    for page_id, group_id in keys:
        by_page.setdefault(page_id, []).append(group_id)
    return or_(*(and_(PageOperation.page_id == page_id, group.in_(ids)) for page_id, ids in by_page.items()))
