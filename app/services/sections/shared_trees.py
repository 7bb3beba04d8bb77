"""A lazy mapping of a site's shared sections for the renderer: reads nothing until a page shows one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from app.models import Page, PageKind
from app.services import documents
from app.tenancy import transaction
from app.tree.model import Tree
from app.tree.rendering import SharedSection


@dataclass(frozen=True, kw_only=True)
class SectionRow:
    """A shared section without its document."""

    id: UUID
    title: str
    revision: int
    snapshot_revision: int
    site_part: str | None
    published_revision: int | None


class SiteSections(Mapping[str, SharedSection]):
    """The sections of a site by id, each at its row's revision. Loads rows and trees lazily."""

    def __init__(self, load: Callable[[], Sequence[SectionRow]]) -> None:
        self._load = load
        self._trees: dict[str, SharedSection] = {}

    @classmethod
    def of(cls, rows: Sequence[SectionRow]) -> "SiteSections":
        """Create the mapping from rows that have already been read."""
        return cls(lambda: rows)

    @cached_property
    def rows(self) -> Mapping[str, SectionRow]:
        """The section rows by id, without documents."""
        return {str(row.id): row for row in self._load()}

    def __getitem__(self, section_id: str) -> SharedSection:
        if section_id not in self._trees:
            row = self.rows[section_id]
            self._trees[section_id] = SharedSection(row.title, documents.tree_at(row.id, row.revision))
        return self._trees[section_id]

    def behind(self) -> dict[UUID, tuple[int, Tree]]:
        """The revision and tree of each loaded section whose snapshot is outdated, by id."""
        rows = ((self.rows[section_id], shared.tree) for section_id, shared in self._trees.items())
        return {row.id: (row.revision, tree) for row, tree in rows if row.snapshot_revision < row.revision}

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class SiteParts(Mapping[str, str]):
    """The ids of the site's header and footer sections, under the keys "header" and "footer"."""

    def __init__(self, sections: SiteSections) -> None:
        self._sections = sections

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        rows = self._sections.rows.items()
        return {row.site_part: section_id for section_id, row in rows if row.site_part}

    def __getitem__(self, part: str) -> str:
        return self._parts[part]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def section_rows(site_id: UUID) -> Sequence[SectionRow]:
    """The rows of a site's shared sections, ordered by name; deleted sections are excluded."""
    columns = (
        Page.id,
        Page.title,
        Page.revision,
        Page.snapshot_revision,
        Page.site_part,
        Page.published_revision,
    )
    query = select(*columns).where(
        Page.site_id == site_id, Page.kind == PageKind.SECTION, Page.deleted_at.is_(None)
    )
    with transaction() as session:
        rows = session.execute(query.order_by(Page.title, Page.id)).all()
    return [SectionRow(**row._mapping) for row in rows]  # noqa: SLF001 - public SQLAlchemy API


def site_sections(site_id: UUID) -> SiteSections:
    """The current sections of a site, loaded on first access."""
    return SiteSections(lambda: section_rows(site_id))
