"""Reads everything that goes into a build in one transaction: the site, its pages, template and assets."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.components.rendering import SiteFacts
from app.models import Page, PageKind, Site
from app.services import domains, site_passwords, sites
from app.services.components import current_registry
from app.services.publishing.builds import Plan, PlannedPage, RevisionSelection, catalogue
from app.services.publishing.planning.pictures import read_pictures
from app.services.publishing.planning.revisions import Selector, select_revisions
from app.services.sections import SiteSections, section_rows
from app.services.seo import PageSearch, SiteSearch
from app.services.themes import get_site_template
from app.tenancy import current_tenant_id, transaction


def read_plan(site_id: UUID, *, seq: int | None = None, selector: Selector | None = None) -> Plan:
    """Read the plan for the build with this number, for the revisions that `selector` selects, or for all drafts.

    Raises NotFound.
    """
    registry = current_registry()
    with transaction() as session:
        site = sites.get_site(site_id)
        selection = selector(session, site_id) if selector else select_revisions(session, site_id, seq=seq)
        sections = section_rows(site_id)
        pages = _pages(session, site_id, selection)
        missing = next((page for page in pages if page.id == site.missing_page_id and page.slug), None)
        return Plan(
            tenant_id=current_tenant_id(),
            site_id=site_id,
            registry=registry,
            site=_site_facts(site),
            settings=site.settings,
            search=SiteSearch.read(site.search),
            origin=domains.site_origin(site_id),
            template=get_site_template(site_id),
            pages=tuple(page for page in pages if page is not missing),
            not_found=missing,
            sections=SiteSections.of(sections),
            assets=catalogue(registry),
            uploads=read_pictures(session),
            year=datetime.now(UTC).year,
            selection=selection,
        )


def _site_facts(site: Site) -> SiteFacts:
    return SiteFacts(
        name=site.name, author_name=site.author_name, tagline=site.tagline, language=site.language
    )


def _pages(session: Session, site_id: UUID, selection: RevisionSelection) -> tuple[PlannedPage, ...]:
    columns = (
        Page.id,
        Page.slug,
        Page.title,
        Page.meta_description,
        Page.search,
        Page.in_menu,
        Page.revision,
        Page.snapshot_revision,
        Page.published_revision,
    )
    query = select(*columns).where(
        Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None)
    )
    rows = session.execute(query.order_by(Page.position, Page.created_at, Page.id))
    locked = site_passwords.list_locked_pages(site_id)
    is_site_locked = site_passwords.is_locked(site_id)
    return tuple(
        _page(row, selection.revisions[row.id], is_locked=is_site_locked or row.id in locked)
        for row in rows
        if row.id in selection.revisions
    )


def _page(row: Row[Any], revision: int, *, is_locked: bool) -> PlannedPage:
    values = dict(row._mapping)  # noqa: SLF001 - public SQLAlchemy API
    values |= {"revision": revision, "search": PageSearch.read(row.search), "is_locked": is_locked}
    return PlannedPage(**values)
