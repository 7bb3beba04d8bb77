"""Text search on one page, or on all pages of a site including titles and descriptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from app.components import fields
from app.components.fields import StoredText
from app.errors import NotFound
from app.models import Page, PageKind, Site
from app.services import documents
from app.services.components import current_registry
from app.tenancy import transaction
from app.tree.model import Tree
from app.tree.text import Hit, Passage, Query, find, find_in, prefilter

MAX_HITS = 500
"""Maximum number of hits listed per search."""

PAGES_AT_ONCE = 100

SETTINGS = {
    "title": fields.Text(label="Page title", max_length=120, required=True),
    "meta_description": fields.Text(label="Description", max_length=300),
}
"""Searchable columns of a page, as fields."""

SECTION_SETTINGS = {"title": fields.Text(label="Name", max_length=80, required=True)}
"""Searchable columns of a shared section, as fields."""


@dataclass(frozen=True, kw_only=True)
class PageFound:
    """A page with its hits."""

    id: UUID
    title: str
    is_section: bool
    hits: Sequence[Hit]


@dataclass(kw_only=True)
class Found:
    """Search results in page order. `is_truncated`: there are more hits than listed."""

    pages: list[PageFound] = field(default_factory=list)
    is_truncated: bool = False

    @property
    def count(self) -> int:
        """The number of hits."""
        return sum(len(page.hits) for page in self.pages)

    def add(self, page: "PageHead", hits: Iterator[Hit]) -> None:
        """Add a page with its hits, up to the limit."""
        left = MAX_HITS - self.count
        some = list(islice(hits, left + 1))
        self.is_truncated = self.is_truncated or len(some) > left
        if some[:left]:
            self.pages.append(
                PageFound(id=page.id, title=page.title, is_section=page.is_section, hits=some[:left])
            )


@dataclass(frozen=True, kw_only=True)
class PageHead:
    """A page or shared section without its document."""

    id: UUID
    title: str
    meta_description: str
    is_section: bool

    def hits(self, query: Query) -> Iterator[Hit]:
        """The hits in the title and description."""
        for name, declared in (SECTION_SETTINGS if self.is_section else SETTINGS).items():
            text = str(getattr(self, name))
            held = StoredText((name,), text, declared.label, declared.text_kind, declared)
            yield from find_in(Passage("", "", held), query)


def find_in_page(page_id: UUID, query: Query) -> Found:
    """Search one page's document. Raises NotFound."""
    _revision, tree = documents.newest(page_id)
    found = Found()
    for page in read_heads(page_ids=[page_id]):
        found.add(page, find(tree, query, current_registry()))
    return found


def find_in_site(site_id: UUID, query: Query) -> Found:
    """Search all pages of a site. Raises NotFound."""
    found, may_match = Found(), prefilter(query, current_registry())
    pages = read_heads(site_id=site_id)
    for start in range(0, len(pages), PAGES_AT_ONCE):
        chunk = pages[start : start + PAGES_AT_ONCE]
        trees = documents.trees_matching([page.id for page in chunk], may_match) if query else {}
        for page in chunk:
            found.add(page, _on_page(page, trees, query))
        if found.is_truncated:
            break
    return found


def read_heads(*, site_id: UUID | None = None, page_ids: Sequence[UUID] | None = None) -> list[PageHead]:
    """Pages in menu order, then shared sections; filtered by site or by ids. Raises NotFound."""
    columns = select(Page.id, Page.title, Page.kind, Page.meta_description).where(Page.deleted_at.is_(None))
    if site_id is not None:
        columns = columns.where(Page.site_id == site_id)
    if page_ids is not None:
        columns = columns.where(Page.id.in_(page_ids))
    with transaction() as session:
        if site_id is not None and session.scalar(select(Site.id).where(Site.id == site_id)) is None:
            raise NotFound("We couldn’t find that site.")
        rows = session.execute(columns.order_by(Page.kind, Page.position, Page.created_at, Page.id)).all()
    return [
        PageHead(
            id=row.id,
            title=row.title,
            meta_description=row.meta_description,
            is_section=row.kind == PageKind.SECTION,
        )
        for row in rows
    ]


def _on_page(page: PageHead, trees: Mapping[UUID, Tree], query: Query) -> Iterator[Hit]:
    yield from page.hits(query)
    if page.id in trees:
        yield from find(trees[page.id], query, current_registry())
