"""One component to HTML: what its template may ask for, and what was used on the way."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app.components.base import Component
from app.components.environment import environment
from app.components.rich_text import lead_to_pages
from app.components.text import clean_rich_text

UNSAFE_CSS = re.compile(r"[;{}<>\\@]|/\*|url\(|expression\(", re.IGNORECASE)


NOTHING = Markup()


class Mode(StrEnum):
    """For whom a page is rendered."""

    CANVAS = "canvas"
    PUBLISH = "publish"
    PREVIEW = "preview"


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What components and shells may know about the site."""

    name: str = ""
    author_name: str = ""
    tagline: str = ""
    language: str = "en"
    home_url: str = "/"


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What components and shells may know about a page of the site."""

    id: str
    title: str
    url: str
    in_menu: bool = True


@dataclass
class Used:
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
    """What the canvas finds a root element by: its block's id, type and name, or what else it stands for."""

    attributes: tuple[tuple[str, str], ...]

    @classmethod
    def of_block(cls, block_id: str, type_name: str, name: str = "") -> "Mark":
        """The mark of a block; `name` is what its author calls it."""
        named = (("data-block-name", name),) if name else ()
        return cls((("data-block-id", block_id), ("data-block-type", type_name), *named))

    def __html__(self) -> str:
        return " ".join([f'{name}="{escape(value)}"' for name, value in self.attributes])


@dataclass(kw_only=True)
class RenderContext:
    """The surroundings of one rendering, and the record of what it used.

    `pages` are the site's pages in menu order; `assets` maps a name to its published address; `sections` are
    the site's shared ones by id (what one is only the tree knows); `parts` says which of them every page
    without its own gets as "header" and "footer".
    """

    mode: Mode = Mode.PUBLISH
    site: SiteFacts = SiteFacts()
    pages: Sequence[PageFacts] = ()
    page_id: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    """Shared sections around what is being rendered, outermost first."""
    depth: int = 0
    """Levels around the innermost of them."""
    used: Used = field(default_factory=Used)
    styles: dict[str, str] = field(default_factory=dict)
    """Rules of single instances, by their class."""

    @property
    def is_edited(self) -> bool:
        """Whether what is being rendered can be edited where it stands."""
        return self.mode is Mode.CANVAS and not self.inside

    def link(self, page_id: str) -> str:
        """Address of a page of this site, '' when it is not there any more."""
        self.used.pages.add(page_id)
        return next((page.url for page in self.pages if page.id == page_id), "")

    def asset(self, name: str) -> str:
        """Published address of a file, '' when it is not there any more."""
        self.used.assets.add(name)
        return self.assets.get(name, "")

    def menu(self) -> list[tuple[str, str, bool]]:
        """The site's menu: title, address, and whether it is the page being rendered."""
        self.used.menu = True
        return [(page.title, page.url, page.id == self.page_id) for page in self.pages if page.in_menu]

    def rich(self, html: str) -> Markup:
        """Sanitised HTML of a rich text value, its links to pages leading to where those are now."""
        led = lead_to_pages(rich(html), self.link, marked=self.mode is Mode.CANVAS)
        return Markup(led)  # noqa: S704 - addresses are escaped, the rest is clean

    def style_class(self, declarations: Mapping[str, str]) -> str:
        """The class that carries these declarations; equal ones share it."""
        safe = {name: value for name, value in declarations.items() if not UNSAFE_CSS.search(value)}
        if not safe:
            return ""
        body = ";".join(f"{name}:{value}" for name, value in safe.items())
        name = "b-" + hashlib.sha256(body.encode()).hexdigest()[:8]
        self.styles[name] = f".{name}{{{body}}}"
        return name


class BlockView:
    """What the template of one instance may call."""

    __slots__ = ("_children", "_component", "_context", "_editing", "_id", "_mark", "_props")

    def __init__(
        self,
        component: type[Component],
        block_id: str,
        props: Mapping[str, Any],
        children: Callable[[str], str],
        context: RenderContext,
        mark: Mark | None = None,
    ) -> None:
        self._component = component
        self._id = block_id
        self._props = props
        self._children = children
        self._context = context
        self._editing = context.is_edited
        self._mark = Mark.of_block(block_id, component.__name__) if mark is None and self._editing else mark

    def root(self, *classes: str) -> Markup:
        """Attributes of the one root element."""
        styled = self._context.style_class(self._component.style(self._props))
        names = escape(" ".join([name for name in (*classes, styled) if name]))
        mark = f" {self._mark.__html__()}" if self._mark else ""
        return Markup(f'class="{names}"{mark}')  # noqa: S704 - each part is escaped

    def slot_attrs(self, name: str) -> Markup:
        """Attributes of the element whose whole content is this slot."""
        if not self._editing:
            return NOTHING
        return Markup(f'data-slot="{escape(self._id)}:{escape(name)}"')  # noqa: S704 - each part is escaped

    def slot(self, name: str) -> Markup:
        """The HTML of what lies in a slot."""
        return Markup(self._children(name))  # noqa: S704 - rendered by us

    def field(self, path: str) -> Markup:
        """Marks the element that shows a field, or an inner one by its path, such as `links.0.label`."""
        if not self._editing:
            return NOTHING
        label = self._component.label_of(path)
        return Markup(f'data-field="{escape(path)}" data-label="{escape(label)}"')  # noqa: S704 - escaped

    def href(self, link: Any) -> str:
        """Address of a link field's value, '' for nowhere."""
        if not isinstance(link, Mapping):
            return ""
        return self._context.link(str(link["page"])) if link.get("page") else str(link.get("url") or "")

    def src(self, image: Any) -> str:
        """Address of an image field's value, '' for none."""
        source = str(image.get("src") or "") if isinstance(image, Mapping) else ""
        return self._context.asset(source[6:]) if source.startswith("asset:") else source

    def variables(self) -> dict[str, Any]:
        """Everything the template sees."""
        return {
            **self._props,
            "id": self._id,
            "props": self._props,
            "root": self.root,
            "slot": self.slot,
            "slot_attrs": self.slot_attrs,
            "field": self.field,
            "href": self.href,
            "src": self.src,
            "rich": self._context.rich,
            "context": self._context,
            **self._component.context(self._props, self._context),
        }


def render_component(
    component: type[Component],
    *,
    block_id: str,
    props: Mapping[str, Any],
    children: Callable[[str], str],
    context: RenderContext,
    mark: Mark | None = None,
) -> str:
    """HTML of one instance: exactly one root element. `children` gives a slot's HTML by its name.

    `mark` is what the root stands for in the canvas, where that is not this block itself.
    """
    context.used.types.add(component.__name__)
    shown = {name: each.shown(props.get(name, each.default)) for name, each in component.inputs.items()}
    view = BlockView(component, block_id, shown, children, context, mark)
    return environment.get_template(component.template_name()).render(view.variables()).strip()


def render_hint(words: str, mark: Mark | None, context: RenderContext) -> str:
    """What stands for an instance that can't be shown: words for whoever edits, nothing for readers."""
    if context.mode is not Mode.CANVAS:
        return ""
    return f'<div class="c-unknown"{f" {mark.__html__()}" if mark else ""}>{escape(words)}</div>'


@lru_cache(maxsize=4096)
def rich(html: str) -> Markup:
    """Sanitised HTML of a rich text value."""
    return Markup(clean_rich_text(html))  # noqa: S704 - this is where it is made safe
