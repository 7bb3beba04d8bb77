"""The interface through which components access the page and the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from markupsafe import Markup

from app.components.files import Picture


class Mode(StrEnum):
    """The purpose of a rendering."""

    CANVAS = "canvas"
    PUBLISH = "publish"
    PREVIEW = "preview"


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """Properties of the site for components and shells."""

    name: str = ""
    author_name: str = ""
    tagline: str = ""
    language: str = "en"
    home_url: str = "/"


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """Properties of a page of the site for components and shells."""

    id: str
    title: str
    url: str
    in_menu: bool = True


class PageContext(Protocol):
    """The page and the site of a component. Implemented by `RenderContext`."""

    mode: Mode
    site: SiteFacts
    pages: Sequence[PageFacts]

    def menu(self) -> list[tuple[str, str, bool]]:
        """The site's menu: title, URL, and whether it is the page being rendered."""

    def picture(self, source: str) -> Picture:
        """The picture of a source; without an address if it no longer exists."""

    def href(self, link: Any) -> str:
        """URL of a link field's value, '' for none."""

    def rich(self, html: str) -> Markup:
        """Sanitised HTML of a rich text value, its page links resolved."""
