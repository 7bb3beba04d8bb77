"""Conflicts with the names of the users involved, unresolved ones first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.errors import NotFound
from app.models import PageConflict, User
from app.tenancy import transaction

MOST = 200


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A conflict with the names of the users involved; a former member's name is ''."""

    row: PageConflict
    mine_by: str
    theirs_by: str
    resolved_by: str


def list_conflicts(page_id: UUID) -> Sequence[ConflictView]:
    """A page's conflicts: unresolved ones first, then the most recently resolved."""
    return _read(PageConflict.page_id == page_id)


def count_open(page_id: UUID) -> int:
    """The number of unresolved conflicts on a page."""
    query = select(func.count()).where(PageConflict.page_id == page_id, PageConflict.resolved_at.is_(None))
    with transaction() as session:
        return session.scalar(query) or 0


def get_conflict(page_id: UUID, conflict_id: UUID) -> ConflictView:
    """A conflict on this page. Raises NotFound."""
    found = _read(PageConflict.page_id == page_id, PageConflict.id == conflict_id)
    if not found:
        raise NotFound
    return found[0]


def _read(*conditions: Any) -> Sequence[ConflictView]:
    mine_by, theirs_by, resolved_by = aliased(User), aliased(User), aliased(User)
    query = (
        select(PageConflict, mine_by.name, theirs_by.name, resolved_by.name)
        .outerjoin(mine_by, mine_by.id == PageConflict.actor_id)
        .outerjoin(theirs_by, theirs_by.id == PageConflict.other_id)
        .outerjoin(resolved_by, resolved_by.id == PageConflict.resolved_by)
        .where(*conditions)
        .order_by(PageConflict.resolved_at.desc().nulls_first(), PageConflict.created_at.desc())
        .limit(MOST)
    )
    with transaction() as session:
        return [
            ConflictView(row=row, mine_by=mine or "", theirs_by=theirs or "", resolved_by=resolved or "")
            for row, mine, theirs, resolved in session.execute(query)
        ]
