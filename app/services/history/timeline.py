"""The timeline of a page or of all pages of a site, newest first: entries and versions.

It is read in chunks with a constant number of queries. The cursor follows a total order, so no entry is skipped
even if several have the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Page, PageOperation, PageVersion, User, VersionKind
from app.services.history.cursor import Cursor

CHUNK = 100


class EntryKind(StrEnum):
    """The kind of an entry. A version is listed above the step that it follows."""

    STEP = "step"
    UNDO = "undo"
    REDO = "redo"
    PUBLISHED = "published"
    NAMED = "named"
    PUBLICATION = "publication"
    PAGE = "page"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a history. `who` is empty for a former member; `revision` is the resulting state."""

    kind: EntryKind
    cursor: Cursor
    at: datetime
    what: str
    page_id: UUID | None = None
    revision: int = 0
    who: str = ""
    is_support: bool = False
    version_id: UUID | None = None
    count: int = 1
    """Number of operations in the step."""
    is_undone: bool = False
    action: str = ""
    """Audit log action, for page events."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The entries to read: those of one page, ordered by revision, or those of a site, ordered by time."""

    page_id: UUID | None = None
    site_id: UUID | None = None
    only_named: bool = False

    def order(self, model: type[PageOperation] | type[PageVersion]) -> InstrumentedAttribute[Any]:
        """The column that entries are ordered by."""
        return model.revision if self.page_id else model.created_at

    def includes(self, model: type[PageOperation] | type[PageVersion]) -> ColumnElement[bool]:
        """An SQL condition for rows of this page or site."""
        if self.page_id:
            return model.page_id == self.page_id
        return model.page_id.in_(select(Page.id).where(Page.site_id == self.site_id))


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A chunk of entries, newest first; `more` is the cursor of the next chunk."""

    entries: Sequence[Entry] = field(default_factory=tuple)
    more: Cursor | None = None


def read_versions(session: Session, subject: Subject, *, before: Cursor | None) -> list[Entry]:
    """The newest versions before a cursor."""
    query = (
        select(
            PageVersion.page_id,
            PageVersion.revision,
            PageVersion.id,
            PageVersion.kind,
            PageVersion.created_at,
            PageVersion.name.label("label"),
            User.name,
        )
        .outerjoin(User, User.id == PageVersion.actor_id)
        .where(subject.includes(PageVersion))
    )
    if subject.only_named or subject.site_id:
        # A site's history lists a publication once, not once per page.
        query = query.where(PageVersion.name != "")
    rows = session.execute(next_chunk(query, subject, PageVersion, PageVersion.id, before, 1))
    return [
        Entry(
            kind=EntryKind.NAMED if row.kind == VersionKind.NAMED else EntryKind.PUBLISHED,
            cursor=Cursor(row.revision if subject.page_id else row.created_at, 1, row.created_at, row.id),
            at=row.created_at,
            page_id=row.page_id,
            revision=row.revision,
            what=row.label,
            who=row.name or "",
            version_id=row.id,
        )
        for row in rows
    ]


def merge(entries: Sequence[Entry]) -> Chunk:
    """The newest chunk of these unsorted entries, with the cursor of its last entry if there are more."""
    ordered = sorted(entries, key=lambda entry: entry.cursor, reverse=True)
    shown = ordered[:CHUNK]
    return Chunk(entries=shown, more=shown[-1].cursor if len(ordered) > CHUNK else None)


def next_chunk(
    query: Select[*tuple[Any, ...]],
    subject: Subject,
    model: type[PageOperation] | type[PageVersion],
    key: InstrumentedAttribute[UUID],
    before: Cursor | None,
    rank: int,
) -> Select[*tuple[Any, ...]]:
    """Sort a query and limit it to one chunk of rows before the cursor, plus one row that shows if there are more."""
    order = subject.order(model)
    query = query.order_by(order.desc(), model.created_at.desc(), key.desc()).limit(CHUNK + 1)
    return query if before is None else query.where(before.comes_before(order, model.created_at, key, rank))
