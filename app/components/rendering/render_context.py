"""The context of a rendering: the site, its pages and its template. Records which resources were used."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.files import ASSET_PREFIX, LOADER, ImageFields, Picture, drawing_size, read_css
from app.components.page_context import Mode, PageFacts, SiteFacts, SitePages
from app.components.rendering.instance_styles import rule, size_specific
from app.components.rendering.responsive_root import class_name
from app.components.rendering.size_variants import variant_rules
from app.components.sizes import Sizes
from app.components.text import PAGE_HREF, clean_rich_text, is_known_clean, resolve_page_links

ASSET = re.compile(r"asset:([\w./-]+)")


@dataclass
class UsedResources:
    """Resources outside the page that a rendering used, for build keys and where-used lists."""

    pages: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    """Shared sections, including missing ones."""
    parts: set[str] = field(default_factory=set)
    """Which of "header" and "footer" the page takes from the site, or would take if the site had one."""
    menu: bool = False
    types: set[str] = field(default_factory=set)
    expanded: int = 0
    """Number of blocks rendered from shared sections."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The attributes that identify a root element on the canvas: the block's id and type, or a site part."""

    attributes: tuple[tuple[str, str], ...]

    @classmethod
    def of_block(cls, block_id: str, type_name: str) -> "Mark":
        """The mark of a block."""
        return cls((("data-block-id", block_id), ("data-block-type", type_name)))

    def naming(self, name: str, section_id: str) -> "Mark":
        """A copy that also contains the name and id of the shared section shown here."""
        return Mark((*self.attributes, ("data-block-name", name), ("data-block-section", section_id)))

    def __html__(self) -> str:
        return " ".join([f'{name}="{escape(value)}"' for name, value in self.attributes])


@dataclass(kw_only=True)
class RenderContext:
    """The context of one rendering, and the record of what it used.

    `assets` maps the names of gallery files and scripts to URLs; `pictures` maps the
    ids of uploaded pictures to their files; `sections` are the site's shared sections by id (their type belongs
    to the tree); `parts` maps "header" and "footer" to the sections shown on every page that has none of its own.
    """

    registry: ComponentRegistry
    """The components that a page may use; blocks of other types are not rendered."""
    mode: Mode = Mode.PUBLISH
    site: SiteFacts = field(default_factory=SiteFacts)
    pages: SitePages = field(default_factory=SitePages)
    page_id: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    sections: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    """The enclosing shared sections, outermost first."""
    depth: int = 0
    """Nesting level of the innermost enclosing section."""
    used: UsedResources = field(default_factory=UsedResources)
    template_css: Callable[[], str] = str
    """Returns the template's style sheet; called only if values differ between screen sizes."""
    styles: dict[str, str] = field(default_factory=dict)
    """CSS rules of individual instances. The key is the class name or, for variants, the rule itself."""
    is_edited: bool = field(init=False)
    """Whether the rendered blocks can be edited in place."""

    def __post_init__(self) -> None:
        self.is_edited = self.mode is Mode.CANVAS and not self.inside

    def link(self, page_id: str) -> str:
        """The URL of a page of this site, or '' if the page no longer exists."""
        self.used.pages.add(page_id)
        page = self.pages.by_id.get(page_id)
        return page.url if page else ""

    def picture(self, source: str) -> Picture:
        """The picture with this source; its URL is empty if it no longer exists."""
        if not source.startswith(ASSET_PREFIX):
            return Picture(source)
        name = source.removeprefix(ASSET_PREFIX)
        self.used.assets.add(name)
        if "/" in name:
            return Picture(self.assets.get(name, ""), *drawing_size(name))
        return self.pictures.get(name, Picture(""))

    def href(self, link: Any) -> str:
        """The URL of a link field's value, or '' if there is none."""
        if not isinstance(link, dict):
            return ""
        return self.link(str(link["page"])) if link.get("page") else str(link.get("url") or "")

    @cached_property
    def template_globals(self) -> Mapping[str, Any]:
        """Variables that are the same for all templates."""
        images = ImageFields(self.picture)
        return {"href": self.href, "src": images.src, "img": images.img, "rich": self.rich, "context": self}

    def current_page(self) -> PageFacts | None:
        """The page being rendered; None if it is not one of the site's pages."""
        return self.pages.by_id.get(self.page_id)

    def script(self, name: str) -> str:
        """The URL of a component's script, or '' unless publishing. Also adds the loader to the page."""
        if self.mode is not Mode.PUBLISH:
            return ""
        self.used.assets |= {name, LOADER}
        return self.assets.get(name, "")

    def menu(self) -> list[tuple[str, str, bool]]:
        """The entries of the site's menu: title, URL, and whether the page is the one being rendered."""
        self.used.menu = True
        return [(page.title, page.url, page.id == self.page_id) for page in self.pages.in_menu]

    def rich(self, html: str) -> Markup:
        """The sanitised HTML of a rich text value, with page links resolved to current URLs."""
        clean = rich(html)
        if PAGE_HREF not in clean:
            return clean

        resolved = resolve_page_links(clean, self.link, marked=self.mode is Mode.CANVAS)
        return Markup(resolved)  # noqa: S704 - URLs are escaped, the rest is sanitised

    def style_root(
        self, component: type[Component], classes: Sequence[tuple[str, Sizes]], bodies: Mapping[str, str]
    ) -> None:
        """Add the rules for a root's classes: instance declarations, and classes that apply only at some sizes."""
        for name, sizes in classes:
            if name in bodies:
                self.styles[class_name(name, sizes)] = rule(name, sizes, bodies[name])
        if not (groups := size_specific(classes)):
            return
        sheets = (self.template_css(), read_css("base.css"), read_css("hidden.css"), component.css())
        for sizes, names in groups.items():
            for sheet in sheets:
                for copy in variant_rules(sheet, names, sizes):
                    self.styles[copy] = ASSET.sub(lambda found: self.assets.get(found[1], "data:,"), copy)


def rich(html: str) -> Markup:
    """The sanitised HTML of a rich text value."""
    return Markup(html if is_known_clean(html) else _clean_cached(html))  # noqa: S704 - known to be clean, or cleaned


@lru_cache(maxsize=4096)
def _clean_cached(html: str) -> str:
    return clean_rich_text(html)
