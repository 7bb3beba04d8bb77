"""Where shared sections are used, directly or through other sections."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models import Page, PageKind, PageReference, ReferenceKind
from app.tenancy import transaction


@dataclass(frozen=True, kw_only=True)
class Use:
    """A page or section that references a section."""

    id: UUID
    title: str
    is_section: bool


class Uses:
    """Which documents of a site reference which sections."""

    def __init__(self, direct: Mapping[UUID, Sequence[Use]]) -> None:
        self._direct = direct

    def direct(self, section_id: UUID) -> Sequence[Use]:
        """Documents that reference the section directly."""
        return self._direct.get(section_id, ())

    def pages(self, section_id: UUID) -> Sequence[Use]:
        """Pages that show the section directly or through other sections, ordered by title."""
        found: dict[UUID, Use] = {}
        waiting, seen = [section_id], {section_id}
        while waiting:
            for use in self.direct(waiting.pop()):
                if not use.is_section:
                    found[use.id] = use
                elif use.id not in seen:
                    seen.add(use.id)
                    waiting.append(use.id)
        return sorted(found.values(), key=lambda use: use.title.lower())


def uses_in(site_id: UUID) -> Uses:
    """The uses of a site's sections, excluding documents in the trash."""
    query = (
        select(PageReference.target, Page.id, Page.title, Page.kind)
        .join(Page, (Page.tenant_id == PageReference.tenant_id) & (Page.id == PageReference.page_id))
        .where(
            PageReference.kind == ReferenceKind.SECTION, Page.site_id == site_id, Page.deleted_at.is_(None)
        )
        .order_by(Page.title, Page.id)
    )
    direct: defaultdict[UUID, list[Use]] = defaultdict(list)
    with transaction() as session:
        for target, page_id, title, kind in session.execute(query):
            use = Use(id=page_id, title=title, is_section=kind == PageKind.SECTION)
            direct[UUID(target)].append(use)
    return Uses(direct)
