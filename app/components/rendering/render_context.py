"""What is around a component that is rendered: the site, its pages, its template; and what of it was used."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.files import ASSET_PREFIX, LOADER, ImageFields, Picture, drawing_size, read_css
from app.components.page_context import Mode, PageFacts, SiteFacts
from app.components.rendering.instance_styles import rule, size_specific
from app.components.rendering.responsive_root import class_name
from app.components.rendering.size_variants import variant_rules
from app.components.sizes import Sizes
from app.components.text import PAGE_HREF, clean_rich_text, is_known_clean, resolve_page_links

ASSET = re.compile(r"asset:([\w./-]+)")


@dataclass
class UsedResources:
    """What a rendering took from outside its own page; goes into the build key and where-used."""

    pages: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    """Shared sections, also those that were looked for in vain."""
    parts: set[str] = field(default_factory=set)
    """Which of the site's own header and footer this page takes, or would take if there were one."""
    menu: bool = False
    types: set[str] = field(default_factory=set)
    expanded: int = 0
    """Blocks of shared sections: a section may stand at many places, and hold others."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the canvas finds a root element by: its block's id and type, or what else it stands for."""

    attributes: tuple[tuple[str, str], ...]

    @classmethod
    def of_block(cls, block_id: str, type_name: str) -> "Mark":
        """The mark of a block."""
        return cls((("data-block-id", block_id), ("data-block-type", type_name)))

    def naming(self, name: str, section_id: str) -> "Mark":
        """The same, saying which shared section stands here."""
        return Mark((*self.attributes, ("data-block-name", name), ("data-block-section", section_id)))

    def __html__(self) -> str:
        return " ".join([f'{name}="{escape(value)}"' for name, value in self.attributes])


@dataclass(kw_only=True)
class RenderContext:
    """The surroundings of one rendering, and the record of what it used.

    `pages` are the site's pages in menu order; `assets` maps the name of a file that comes with us to its
    address, `pictures` the id of an uploaded picture to its files; `sections` are the site's shared ones by
    id (what one is only the tree knows); `parts` says which of them every page without its own gets as
    "header" and "footer".
    """

    registry: ComponentRegistry
    """The components that a page may use; blocks of other types are not shown."""
    mode: Mode = Mode.PUBLISH
    site: SiteFacts = field(default_factory=SiteFacts)
    pages: Sequence[PageFacts] = ()
    page_id: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    sections: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    """Shared sections around what is being rendered, outermost first."""
    depth: int = 0
    """Levels around the innermost of them."""
    used: UsedResources = field(default_factory=UsedResources)
    template_css: Callable[[], str] = str
    """The style sheet of the site's template; read only where values differ between sizes of screen."""
    styles: dict[str, str] = field(default_factory=dict)
    """Rules of single instances, by what they are about; none is there twice."""
    is_edited: bool = field(init=False)
    """Whether what is being rendered can be edited where it stands."""

    def __post_init__(self) -> None:
        self.is_edited = self.mode is Mode.CANVAS and not self.inside

    def link(self, page_id: str) -> str:
        """Address of a page of this site, '' when it is not there any more."""
        self.used.pages.add(page_id)
        return next((page.url for page in self.pages if page.id == page_id), "")

    def picture(self, source: str) -> Picture:
        """What a picture's source stands for; one without an address when it is not there any more."""
        if not source.startswith(ASSET_PREFIX):
            return Picture(source)
        name = source.removeprefix(ASSET_PREFIX)
        self.used.assets.add(name)
        if "/" in name:
            return Picture(self.assets.get(name, ""), *drawing_size(name))
        return self.pictures.get(name, Picture(""))

    def href(self, link: Any) -> str:
        """Address of a link field's value, '' for nowhere."""
        if not isinstance(link, dict):
            return ""
        return self.link(str(link["page"])) if link.get("page") else str(link.get("url") or "")

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What every template may ask, whichever instance it shows."""
        images = ImageFields(self.picture)
        return {"href": self.href, "src": images.src, "img": images.img, "rich": self.rich, "context": self}

    def current_page(self) -> PageFacts | None:
        """The page that is being rendered; None for one that is not among the site's pages."""
        return next((page for page in self.pages if page.id == self.page_id), None)

    def script(self, name: str) -> str:
        """Address of a component's script, with which the page gets what loads it; '' where nobody reads."""
        if self.mode is not Mode.PUBLISH:
            return ""
        self.used.assets |= {name, LOADER}
        return self.assets.get(name, "")

    def menu(self) -> list[tuple[str, str, bool]]:
        """The site's menu: title, address, and whether it is the page being rendered."""
        self.used.menu = True
        return [(page.title, page.url, page.id == self.page_id) for page in self.pages if page.in_menu]

    def rich(self, html: str) -> Markup:
        """Sanitised HTML of a rich text value, its links to pages leading to where those are now."""
        clean = rich(html)
        if PAGE_HREF not in clean:
            return clean
        led = resolve_page_links(clean, self.link, marked=self.mode is Mode.CANVAS)
        return Markup(led)  # noqa: S704 - addresses are escaped, the rest is clean

    def style_root(
        self, component: type[Component], classes: Sequence[tuple[str, Sizes]], bodies: Mapping[str, str]
    ) -> None:
        """Add the rules that a root's classes need: its own declarations, and what counts only at some sizes."""
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
    """Sanitised HTML of a rich text value."""
    return Markup(html if is_known_clean(html) else _cleaned(html))  # noqa: S704 - nothing but what we allow, or cleaned


@lru_cache(maxsize=4096)
def _cleaned(html: str) -> str:
    return clean_rich_text(html)
