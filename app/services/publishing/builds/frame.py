"""The data that all pages of one build share, as plain values, so that worker processes can render pages from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from app.components.component_registry import ComponentRegistry
from app.components.files import Picture
from app.components.rendering import PageFacts, SiteFacts, SitePages
from app.services.seo import PageSearch, SiteSearch
from app.tree.rendering import SharedSection

NOT_FOUND_FILE = "/404.html"


@dataclass(frozen=True, kw_only=True)
class PlannedPage:
    """A page as it is when the build starts."""

    id: UUID
    slug: str
    title: str
    meta_description: str
    in_menu: bool
    revision: int
    snapshot_revision: int
    published_revision: int | None
    search: PageSearch = field(default_factory=PageSearch)
    is_locked: bool = False
    """Whether readers need a password, for the page or the whole site."""

    @property
    def is_hidden(self) -> bool:
        """True if search engines must not index the page."""
        return self.is_locked or self.search.is_hidden

    @property
    def path(self) -> str:
        """The URL path of the page."""
        return f"/{self.slug}"

    @property
    def file(self) -> str:
        """The path of the page's file in the build."""
        return f"/{self.slug or 'index'}.html"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The site, design, pages and assets of one build."""

    registry: ComponentRegistry
    site: SiteFacts
    settings: Mapping[str, Any]
    search: SiteSearch = field(default_factory=SiteSearch)
    origin: str
    shell: str
    css: str
    icon: str
    facts: tuple[PageFacts, ...]
    asset_addresses: Mapping[str, str]
    pictures: Mapping[str, Picture]
    sections: Mapping[str, SharedSection]
    parts: Mapping[str, str]

    @cached_property
    def pages(self) -> SitePages:
        """The pages, indexed once for all renderings of the build."""
        return SitePages(lambda: self.facts)

    def loaded(self) -> "Frame":
        """A copy with everything loaded, so that it can be pickled."""
        return replace(self, sections=dict(self.sections), parts=dict(self.parts))
