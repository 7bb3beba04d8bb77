"""The render context of a page in the editor: site facts, pages, template, pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import select

from app.components.rendering import Mode, PageFacts, RenderContext, SiteFacts, SitePages
from app.errors import NotFound
from app.models import Page, PageKind, Site
from app.services.components import current_registry
from app.services.media import EditorPictures
from app.services.sections import SiteParts, site_sections
from app.services.themes import get_site_template
from app.tenancy import transaction
from app.tree.model import Tree


@dataclass(frozen=True, kw_only=True)
class PageRow:
    """A page or shared section as the editor needs it, without its document."""

    id: UUID
    site_id: UUID
    kind: PageKind
    title: str
    slug: str
    revision: int


def get_page_row(page_id: UUID) -> PageRow:
    """A page or shared section without its document. Raises NotFound."""
    columns = select(Page.id, Page.site_id, Page.kind, Page.title, Page.slug, Page.revision)
    with transaction() as session:
        row = session.execute(columns.where(Page.id == page_id, Page.deleted_at.is_(None))).one_or_none()
    if row is None:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    return PageRow(**{**row._mapping, "kind": PageKind(row.kind)})  # noqa: SLF001 - public SQLAlchemy API


def canvas_context(page_id: UUID, *, assets: Mapping[str, str], tree: Tree | None = None) -> RenderContext:
    """The render context for a page in the canvas. Raises NotFound.

    With `tree`, the first picture lookup loads all pictures of the page in one query.
    """
    columns = select(Page.site_id, Page.kind, Site.name, Site.author_name, Site.tagline, Site.language)
    with transaction() as session:
        row = session.execute(
            columns.join(Site, Site.id == Page.site_id).where(Page.id == page_id, Page.deleted_at.is_(None))
        ).one_or_none()
    if row is None:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    facts = SiteFacts(name=row.name, author_name=row.author_name, tagline=row.tagline, language=row.language)
    sections = site_sections(row.site_id)
    return RenderContext(
        registry=current_registry(),
        mode=Mode.CANVAS,
        site=facts,
        pages=SitePages(lambda: page_facts(row.site_id)),
        page_id=str(page_id),
        assets=assets,
        sections=sections,
        parts=SiteParts(sections) if row.kind == PageKind.PAGE else {},
        template_css=cache(lambda: get_site_template(row.site_id).css),
        pictures=EditorPictures(shown=(lambda: tree) if tree else None),
    )


def page_facts(site_id: UUID) -> tuple[PageFacts, ...]:
    """The pages of a site in menu order, for components and shells."""
    columns = select(Page.id, Page.title, Page.slug, Page.in_menu)
    query = columns.where(Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None))
    with transaction() as session:
        rows = session.execute(query.order_by(Page.position, Page.id)).all()
    return tuple(
        PageFacts(id=str(row.id), title=row.title, url=f"/{row.slug}", in_menu=row.in_menu) for row in rows
    )
