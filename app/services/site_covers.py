"""Full-page previews outside the editor: of gallery templates, and of the home pages of sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from app.adapters.shells import render_shells
from app.components.rendering import Mode, PageFacts, RenderContext, SiteFacts, SitePages
from app.models import GALLERY_TENANT_ID, TemplateVersion
from app.services import documents, pages, sites
from app.services.components import built_in_registry, current_registry
from app.services.media import EditorPictures
from app.services.sections import SiteParts, site_sections
from app.services.sites import fill_placeholders
from app.services.themes import get_site_template, newest_version, shell_context
from app.tenancy import end_reading_transaction
from app.tree import codecs
from app.tree.model import Tree
from app.tree.rendering import render_page


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A rendered page: its CSS, and its HTML split where the head goes."""

    title: str
    css: str
    before_head: str
    after_head: str


def preview_template(slug: str, *, author_name: str, assets: Mapping[str, str]) -> Preview:
    """A template's home page, with the author's name if given. Raises NotFound."""
    version = newest_version(slug)
    return _cached_preview(version.id, author_name, _UncachedArguments(version, assets))


def preview_site(site_id: UUID, *, assets: Mapping[str, str]) -> Preview:
    """The current draft of a site's home page. Raises NotFound."""
    site = sites.get_site(site_id)
    home = pages.get_home(site_id)
    shared = site_sections(site_id)
    tree = documents.tree_at(home.id)
    context = RenderContext(
        registry=current_registry(),
        mode=Mode.PREVIEW,
        site=SiteFacts(
            name=site.name,
            author_name=site.author_name,
            tagline=site.tagline,
            language=site.language,
            home_url="#",
        ),
        pages=SitePages(
            lambda: [
                PageFacts(id=str(page.id), title=page.title, url="#", in_menu=page.in_menu)
                for page in pages.list_pages(site_id)
            ]
        ),
        page_id=str(home.id),
        assets=assets,
        sections=shared,
        parts=SiteParts(shared),
        pictures=EditorPictures(shown=lambda: tree),
    )
    return _render(get_site_template(site_id), tree, context)


class _UncachedArguments:
    """Arguments of a cached function that are not part of the cache key."""

    def __init__(self, version: TemplateVersion, assets: Mapping[str, str]) -> None:
        self.version = version
        self.assets = assets

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _UncachedArguments)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _cached_preview(_version_id: UUID, author_name: str, arguments: _UncachedArguments) -> Preview:
    schema = arguments.version.default_schema
    site = _sample_site(schema, author_name)
    facts = _sample_pages(schema["pages"])
    home = next(page for page in schema["pages"] if not page["slug"])
    values = {"author_name": site.author_name, "site_name": site.name}
    values |= {f"page:{page['slug'] or 'home'}": _sample_id(page["slug"]) for page in schema["pages"]}
    registry = built_in_registry()
    context = RenderContext(
        registry=registry,
        mode=Mode.PREVIEW,
        site=site,
        pages=SitePages(lambda: facts),
        page_id=_sample_id(""),
        assets=arguments.assets,
    )
    return _render(
        arguments.version, codecs.load_puck(fill_placeholders(home["data"], values), registry), context
    )


def _sample_site(schema: Mapping[str, Any], author_name: str) -> SiteFacts:
    sample = schema.get("sample", {})
    own = {"name": author_name, "author_name": author_name} if author_name else {}
    facts = {"name": "Jane Austen", "author_name": "Jane Austen", "tagline": "", **sample, **own}
    return SiteFacts(
        name=facts["name"], author_name=facts["author_name"], tagline=facts["tagline"], home_url="#"
    )


def _sample_pages(listed: Sequence[Mapping[str, Any]]) -> list[PageFacts]:
    return [
        PageFacts(
            id=_sample_id(page["slug"]), title=page["title"], url="#", in_menu=page.get("in_menu", True)
        )
        for page in listed
    ]


def _sample_id(slug: str) -> str:
    return str(uuid5(GALLERY_TENANT_ID, slug))


def _render(version: TemplateVersion, tree: Tree, context: RenderContext) -> Preview:
    rendered = render_page(tree, context)
    end_reading_transaction()
    (shell,) = render_shells(version.html_source, [shell_context(tree, context)], assets=context.assets)
    return Preview(
        title=context.site.name,
        css="\n".join((context.registry.css_for(context.used.types), version.css, rendered.styles)),
        before_head=shell.before_head,
        after_head=f"{shell.between}{rendered.html}{shell.after_blocks}",
    )
