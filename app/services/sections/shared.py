"""A site's shared sections: listing, renaming, placing, deleting and restoring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.models import Page, PageKind, SitePart
from app.services import audit, documents
from app.services.sections.shared_trees import section_rows
from app.services.sections.uses import Use, uses_in
from app.tenancy import transaction

MAX_NAME_LENGTH = 80
MAX_SECTIONS = 500


@dataclass(frozen=True, kw_only=True)
class SectionCard:
    """A shared section with its uses, for lists."""

    id: UUID
    site_id: UUID
    name: str
    site_part: str
    uses: Sequence[Use]
    """Pages that show the section, directly or through other sections."""


def list_sections(site_id: UUID) -> Sequence[SectionCard]:
    """The shared sections of a site, ordered by name."""
    uses = uses_in(site_id)
    return [
        SectionCard(
            id=row.id,
            site_id=site_id,
            name=row.title,
            site_part=row.site_part or "",
            uses=uses.pages(row.id),
        )
        for row in section_rows(site_id)
    ]


def get_section(section_id: UUID) -> SectionCard:
    """A shared section of the current tenant. Raises NotFound."""
    with transaction() as session:
        section = _find(session, section_id)
        return SectionCard(
            id=section.id,
            site_id=section.site_id,
            name=section.title,
            site_part=section.site_part or "",
            uses=uses_in(section.site_id).pages(section.id),
        )


def rename_section(section_id: UUID, *, name: str) -> None:
    """Rename a shared section. Raises NotFound or Invalid."""
    with transaction() as session:
        section = _find(session, section_id)
        section.title = clean_name(name)
        audit.record("section.rename", section.id, title=section.title)


def show_on_every_page(section_id: UUID, *, part: SitePart | None) -> None:
    """Make a section the site's header or footer, replacing the previous one, or neither if `part` is None.

    Raises NotFound.
    """
    with transaction() as session:
        section = _find(session, section_id)
        if part is not None:
            query = select(Page).where(
                Page.site_id == section.site_id, Page.site_part == part, Page.id != section.id
            )
            for before in session.scalars(query):
                before.site_part = None
            session.flush()
        section.site_part = part
        audit.record("section.place", section.id, title=section.title, part=part or "")


def delete_section(section_id: UUID) -> None:
    """Soft-delete an unused shared section. Raises NotFound, or Conflict naming the pages that use it."""
    with transaction() as session:
        section = _find(session, section_id, is_locked=True)
        documents.lock_references(session)
        _check_unused(section)
        section.deleted_at = datetime.now(UTC)
        audit.record("section.delete", section.id, title=section.title)


def restore_section(section_id: UUID) -> Page:
    """Restore a deleted shared section and return it. Raises NotFound or Conflict."""
    with transaction() as session:
        section = session.scalar(
            select(Page).where(
                Page.id == section_id, Page.kind == PageKind.SECTION, Page.deleted_at.is_not(None)
            )
        )
        if section is None:
            raise NotFound("We couldn’t find that section among the deleted ones.")
        check_limit(session, section.site_id)
        section.deleted_at = None
        audit.record("section.restore", section.id, title=section.title)
        return section


def clean_name(name: str) -> str:
    """Normalise and validate a section's name. Raises Invalid."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Invalid("Please give the section a name.", field="name")
    if len(cleaned) > MAX_NAME_LENGTH:
        raise Invalid(f"Please use at most {MAX_NAME_LENGTH} characters.", field="name")
    return cleaned


def check_limit(session: Session, site_id: UUID) -> None:
    """Raise Conflict if the site has reached its limit of shared sections."""
    query = select(func.count()).where(
        Page.site_id == site_id, Page.kind == PageKind.SECTION, Page.deleted_at.is_(None)
    )
    if (session.scalar(query) or 0) >= MAX_SECTIONS:
        raise Conflict(f"A site can have at most {MAX_SECTIONS} shared sections. Delete one first.")


def _find(session: Session, section_id: UUID, *, is_locked: bool = False) -> Page:
    query = select(Page).where(
        Page.id == section_id, Page.kind == PageKind.SECTION, Page.deleted_at.is_(None)
    )
    section = session.scalar(query.with_for_update() if is_locked else query)
    if section is None:
        raise NotFound("We couldn’t find that shared section. It may have been deleted.")
    return section


def _check_unused(section: Page) -> None:
    if section.site_part:
        raise Conflict(
            f"“{section.title}” is the {section.site_part} of every page. Choose another {section.site_part} first."
        )
    users = uses_in(section.site_id).direct(section.id)
    if users:
        named = [f"“{use.title}”" for use in users[:5]]
        more = f" and {len(users) - 5} more" if len(users) > 5 else ""
        raise Conflict(
            f"“{section.title}” is used on {', '.join(named)}{more}. Delete it there or replace it with a copy first."
        )
