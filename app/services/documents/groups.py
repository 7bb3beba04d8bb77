"""Undo one gesture that changed several pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import OperationKind, Page, PageOperation
from app.services.documents.changes import Applied, find_repeated, lock_page
from app.services.documents.gesture import Gesture
from app.services.documents.undo_redo import undo_rows
from app.tenancy import current_scope, transaction


def pages_of_group(site_id: UUID, group_id: UUID) -> Sequence[UUID]:
    """The ids of the site's pages that have operations of this group by the current user."""
    pages = select(Page.id).where(Page.site_id == site_id, Page.deleted_at.is_(None))
    done = select(PageOperation.page_id).where(
        PageOperation.page_id.in_(pages),
        PageOperation.group_id == group_id,
        PageOperation.actor_id == current_scope().user_id,
    )
    with transaction() as session:
        return session.scalars(done.distinct()).all()


def undo_group(page_id: UUID, group_id: UUID, *, gesture: Gesture) -> Applied | None:
    """Undo the current user's operations of this group on a page; return None if all are already undone.

    Raises NotFound if the page is deleted.
    """
    with transaction() as session:
        head = lock_page(session, page_id)
        if (done := find_repeated(head, gesture)) is not None:
            return done
        rows = _rows_of(session, page_id, group_id)
        # The group's newest row shows whether the group is applied or undone; a single row redoes the whole group.
        if not rows or rows[0].kind == OperationKind.UNDO:
            return None
        is_redone = rows[0].kind == OperationKind.REDO
        return undo_rows(head, rows[:1] if is_redone else rows, gesture)


def _rows_of(session: Session, page_id: UUID, group_id: UUID) -> Sequence[Any]:
    """The current user's do, undo and redo rows of a group, newest first."""
    query = select(
        PageOperation.revision,
        PageOperation.kind,
        PageOperation.group_id,
        PageOperation.target_group,
        PageOperation.label,
        PageOperation.payload,
    ).where(
        PageOperation.page_id == page_id,
        PageOperation.actor_id == current_scope().user_id,
        or_(PageOperation.group_id == group_id, PageOperation.target_group == group_id),
    )
    return session.execute(query.order_by(PageOperation.revision.desc())).all()
