"""Saved sections: blocks that an author saves in order to insert copies of them elsewhere."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.models import Page, SavedSection
from app.services import audit, documents
from app.services.sections.shared import clean_name
from app.tenancy import current_scope, transaction
from app.tree import codecs
from app.tree.model import ROOT, FixedProp
from app.tree.rendering import SHARED

MAX_SAVED = 200


def list_saved(site_id: UUID) -> Sequence[SavedSection]:
    """The saved sections of a site, ordered by name."""
    query = select(SavedSection).where(SavedSection.site_id == site_id, SavedSection.deleted_at.is_(None))
    with transaction() as session:
        return session.scalars(query.order_by(SavedSection.name, SavedSection.id)).all()


def get_saved(saved_id: UUID, *, site_id: UUID | None = None) -> SavedSection:
    """A saved section of the current tenant, optionally limited to one site. Raises NotFound."""
    with transaction() as session:
        saved = _find(session, saved_id)
    if site_id not in {None, saved.site_id}:
        raise NotFound("We couldn’t find that section. It may have been deleted.")
    return saved


def save_block(page_id: UUID, block_id: str, *, name: str) -> SavedSection:
    """Save a block with its descendants. Raises NotFound, Invalid or Conflict."""
    with transaction() as session:
        site_id = session.scalar(select(Page.site_id).where(Page.id == page_id, Page.deleted_at.is_(None)))
        if site_id is None:
            raise NotFound("We couldn’t find that page. It may be in the trash.")
        tree = documents.tree_at(page_id)
        if block_id == ROOT or tree[block_id].type == SHARED:
            raise FixedProp("This is already shared. You’ll find it under Your sections.")
        _check_limit(session, site_id)
        saved = SavedSection(
            id=uuid4(),
            site_id=site_id,
            name=clean_name(name),
            data=codecs.dump_block(tree, block_id),
            created_by=current_scope().user_id,
        )
        session.add(saved)
        audit.record("saved_section.create", saved.id, title=saved.name)
    return saved


def rename_saved(saved_id: UUID, *, name: str) -> None:
    """Rename a saved section. Raises NotFound or Invalid."""
    with transaction() as session:
        saved = _find(session, saved_id)
        saved.name = clean_name(name)
        audit.record("saved_section.rename", saved.id, title=saved.name)


def delete_saved(saved_id: UUID) -> None:
    """Soft-delete a saved section; copies on pages stay. Raises NotFound."""
    with transaction() as session:
        saved = _find(session, saved_id)
        saved.deleted_at = datetime.now(UTC)
        audit.record("saved_section.delete", saved.id, title=saved.name)


def restore_saved(saved_id: UUID) -> None:
    """Restore a deleted saved section. Raises NotFound or Conflict."""
    with transaction() as session:
        saved = session.scalar(
            select(SavedSection).where(SavedSection.id == saved_id, SavedSection.deleted_at.is_not(None))
        )
        if saved is None:
            raise NotFound("We couldn’t find that section among the deleted ones.")
        _check_limit(session, saved.site_id)
        saved.deleted_at = None
        audit.record("saved_section.restore", saved.id, title=saved.name)


def _find(session: Session, saved_id: UUID) -> SavedSection:
    saved = session.scalar(
        select(SavedSection).where(SavedSection.id == saved_id, SavedSection.deleted_at.is_(None))
    )
    if saved is None:
        raise NotFound("We couldn’t find that section. It may have been deleted.")
    return saved


def _check_limit(session: Session, site_id: UUID) -> None:
    query = select(func.count()).where(SavedSection.site_id == site_id, SavedSection.deleted_at.is_(None))
    if (session.scalar(query) or 0) >= MAX_SAVED:
        raise Conflict(f"A site can have at most {MAX_SAVED} saved sections. Delete one first.")
