"""The interface through which components access the page and the site."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
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


class SitePages:
    """The pages of a site, read in menu order and indexed once, when a rendering first needs them.

    A page may contain thousands of links, and a site thousands of pages, so no link may search through the pages.
    """

    def __init__(self, read: Callable[[], Iterable[PageFacts]] = tuple) -> None:
        self._read = read

    @cached_property
    def by_id(self) -> Mapping[str, PageFacts]:
        """The pages by id."""
        return {page.id: page for page in self._read()}

    @cached_property
    def in_menu(self) -> Sequence[PageFacts]:
        """The pages that the menu shows."""
        return [page for page in self.by_id.values() if page.in_menu]


class PageContext(Protocol):
    """The page and site for which a component is rendered. Implemented by `RenderContext`."""

    mode: Mode
    site: SiteFacts
    pages: SitePages

    def menu(self) -> list[tuple[str, str, bool]]:
        """The entries of the site's menu: title, URL, and whether the page is the one being rendered."""

    def picture(self, source: str) -> Picture:
        """The picture with this source; its URL is empty if it no longer exists."""

    def href(self, link: Any) -> str:
        """The URL of a link field's value, or '' if there is none."""

    def rich(self, html: str) -> Markup:
        """The sanitised HTML of a rich text value, with page links resolved to current URLs."""
