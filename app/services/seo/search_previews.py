"""Previews of search results and sharing cards, with the same texts as the published head."""

from dataclasses import dataclass
from uuid import UUID

from app.components.fields import PICTURE_ADDRESS
from app.components.rendering import SiteFacts
from app.errors import NotFound
from app.models import Page
from app.services import documents, domains, pages, sites
from app.services.components import current_registry
from app.services.seo import page_head, search_settings
from app.tree.text import pictures_in, text_in


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The texts and picture of a search result and a sharing card."""

    page_title: str
    title: str
    shared_title: str
    address: str
    description: str
    picture: str
    """Source of the sharing picture, or '' if there is none."""
    is_hidden: bool


def preview_page(
    page: Page,
    settings: search_settings.PageSearch,
    *,
    description: str,
    of_site: search_settings.SiteSearch | None = None,
) -> Preview:
    """Preview a page with unsaved settings of the page or the whole site."""
    site = sites.get_site(page.site_id)
    of_site = of_site or search_settings.SiteSearch.read(site.search)
    tree, registry = documents.tree_at(page.id), current_registry()
    facts = SiteFacts(
        name=site.name, author_name=site.author_name, tagline=site.tagline, language=site.language
    )
    meta = page_head.PageMeta(
        title=page.title, description="", path="", is_home=not page.slug, search_title=settings.title
    )
    title = page_head.document_title(meta, facts, of_site.pattern)
    return Preview(
        page_title=page.title,
        title=title,
        shared_title=settings.title or (page.title if page.slug else title),
        address=f"{_origin(page)}/{page.slug}",
        description=page_head.page_description(description, text_in(tree, registry)),
        picture=_shown(settings.image or of_site.image or next(pictures_in(tree, registry), "")),
        is_hidden=settings.is_hidden or of_site.is_hidden,
    )


def preview_site(site_id: UUID, settings: search_settings.SiteSearch) -> Preview:
    """Preview unsaved site settings on the site's first page other than the home page. Raises NotFound."""
    home = pages.get_home(site_id)
    page = next((page for page in pages.list_pages(site_id) if page.slug), home)
    return preview_page(
        page,
        search_settings.PageSearch.read(page.search),
        description=page.meta_description,
        of_site=settings,
    )


def _shown(source: str) -> str:
    """The picture's source, or '' while it is incomplete."""
    return source if PICTURE_ADDRESS.fullmatch(source) else ""


def _origin(page: Page) -> str:
    try:
        return domains.site_origin(page.site_id)
    except NotFound:
        return ""
