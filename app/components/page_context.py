"""What a component may ask about the page around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from markupsafe import Markup

from app.components.files import Picture


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


class PageContext(Protocol):
    """The page and the site around a component. `RenderContext` is the one that renders pages."""

    mode: Mode
    site: SiteFacts
    pages: Sequence[PageFacts]

    def menu(self) -> list[tuple[str, str, bool]]:
        """The site's menu: title, address, and whether it is the page being rendered."""

    def picture(self, source: str) -> Picture:
        """The file and size of a picture field's source; without an address when the picture is gone."""

    def href(self, link: Any) -> str:
        """Address of a link field's value, '' for nowhere."""

    def rich(self, html: str) -> Markup:
        """Sanitised HTML of a rich text value, its page links resolved."""
