"""A page as others will see it, before it is published: the same words as its head will have."""

from dataclasses import dataclass

from app.components.rendering import SiteFacts
from app.errors import NotFound
from app.models import Page
from app.services import documents, hosts, search, seo, sites
from app.tree.links import words_in


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What search engines and link previews show."""

    title: str
    shared_title: str
    address: str
    description: str
    is_hidden: bool


def preview_page(page: Page, said: search.PageSearch, *, description: str) -> Preview:
    """With what an author is typing at this moment."""
    site = sites.get_site(page.site_id)
    of_site = search.SiteSearch.read(site.search)
    facts = SiteFacts(
        name=site.name, author_name=site.author_name, tagline=site.tagline, language=site.language
    )
    meta = seo.PageMeta(
        title=page.title, description="", path="", is_home=not page.slug, search_title=said.title
    )
    title = seo.window_title(meta, facts, of_site.pattern)
    return Preview(
        title=title,
        shared_title=said.title or (page.title if page.slug else title),
        address=f"{_origin(page)}/{page.slug}",
        description=seo.describe(description, words_in(documents.tree_at(page.id))),
        is_hidden=said.is_hidden or of_site.is_hidden,
    )


def _origin(page: Page) -> str:
    try:
        return hosts.site_origin(page.site_id)
    except NotFound:
        return ""
