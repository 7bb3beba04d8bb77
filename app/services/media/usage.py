"""Which pages use an uploaded picture, according to their current drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.components.files import ASSET_PREFIX
from app.models import Page, PageKind, Site
from app.services import documents
from app.services.media.pictures import uploaded_in
from app.tenancy import transaction

MAX_PAGES = 50


@dataclass(frozen=True, kw_only=True)
class Use:
    """A page that shows a picture or has it as its sharing image."""

    page_id: UUID
    title: str
    site_name: str


def list_uses(asset_id: UUID) -> Sequence[Use]:
    """Pages that use this picture, at most `MAX_PAGES`."""
    source = f"{ASSET_PREFIX}{asset_id}"
    candidates = documents.find_candidate_pages(source, limit=MAX_PAGES)
    pages = [page_id for page_id in candidates if asset_id in uploaded_in(documents.tree_at(page_id))]
    query = (
        select(Page.id, Page.title, Site.name)
        .join(Site, (Site.tenant_id == Page.tenant_id) & (Site.id == Page.site_id))
        .where(Page.deleted_at.is_(None), Page.id.in_(pages) | _is_shared_with(source))
        .order_by(Site.name, Page.position, Page.id)
        .limit(MAX_PAGES)
    )
    with transaction() as session:
        return [Use(page_id=row.id, title=row.title, site_name=row.name) for row in session.execute(query)]


def _is_shared_with(source: str) -> ColumnElement[bool]:
    """An SQL condition for pages with this sharing image, and for home pages of sites that have it as default."""
    of_site = (Page.slug == "") & (Page.kind == PageKind.PAGE) & (Site.search["image"].astext == source)
    return or_(Page.search["image"].astext == source, of_site)
