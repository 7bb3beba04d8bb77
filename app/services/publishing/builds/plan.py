"""Everything that goes into a build: the site, its pages, template and assets, and the key of each page."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from app.components.component_registry import ComponentRegistry, shared_digest
from app.components.files import ASSET_PREFIX, Picture
from app.components.rendering import PageFacts, SiteFacts
from app.models import TemplateVersion
from app.services import seo
from app.services.publishing.builds.build_record import PageInputs
from app.services.publishing.builds.bundled_assets import Asset, addresses
from app.services.publishing.builds.frame import Frame, PlannedPage
from app.services.publishing.builds.planned_picture import PlannedPicture
from app.services.publishing.builds.revision_selection import RevisionSelection
from app.services.sections import SiteParts, SiteSections
from app.services.seo import SiteSearch

RENDERER = 9
"""Increment this whenever rendering changes, so that every page is rendered again."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that pages are rendered from, apart from their documents."""

    tenant_id: UUID
    site_id: UUID
    registry: ComponentRegistry
    site: SiteFacts
    settings: Mapping[str, Any]
    search: SiteSearch
    origin: str
    template: TemplateVersion
    pages: tuple[PlannedPage, ...]
    not_found: PlannedPage | None
    """The author's own 404 page."""
    sections: SiteSections
    assets: Mapping[str, Asset]
    uploads: Mapping[str, PlannedPicture]
    year: int
    selection: RevisionSelection

    @cached_property
    def facts(self) -> tuple[PageFacts, ...]:
        """The pages as components and shells see them."""
        return tuple(
            PageFacts(id=str(page.id), title=page.title, url=page.path, in_menu=page.in_menu)
            for page in self.pages
        )

    @cached_property
    def urls(self) -> dict[str, str]:
        """The URL path of each page, by page id."""
        return {page.id: page.url for page in self.facts}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each page, by URL path."""
        return {page.path: page.title for page in self.pages}

    @cached_property
    def parts(self) -> dict[str, str]:
        """The shared sections that pages without their own header or footer show."""
        return dict(SiteParts(self.sections))

    @cached_property
    def asset_addresses(self) -> dict[str, str]:
        """The URL path of each asset, by name."""
        return addresses(dict(self.assets))

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The uploaded pictures by id, as components see them."""
        return {name: upload.picture for name, upload in self.uploads.items()}

    @cached_property
    def shared(self) -> str:
        """The hash of everything that all pages depend on."""
        return _hash(
            [
                RENDERER,
                shared_digest(),
                str(self.template.id),
                asdict(self.site),
                self.settings,
                asdict(self.search),
                self.origin,
                [[page.title, page.url] for page in self.facts if page.in_menu],
                self.year,
            ]
        )

    def not_found_key(self, inputs: PageInputs, assets: list[str]) -> str:
        """The hash of everything that the 404 page depends on."""
        home: list[Any] = [page.id for page in self.facts if page.url == "/"]
        if self.not_found:
            home += [str(self.not_found.id), self.not_found.revision, self.not_found.title]
        return _hash([self.shared, home, self._values_of(inputs), self._files_of(assets)])

    def key(self, page: PlannedPage, inputs: PageInputs, assets: list[str]) -> str:
        """The hash of everything that one page depends on."""
        own: list[Any] = [str(page.id), page.revision, page.slug, page.title, page.meta_description]
        own += [page.is_locked, asdict(page.search), seo.breadcrumb_trail(page.path, self.titles)]
        own.append(self._alt_of(page.search.image or self.search.image))
        return _hash([self.shared, own, self._values_of(inputs), self._files_of(assets)])

    def _values_of(self, inputs: PageInputs) -> list[Any]:
        """The current values of a page's inputs."""
        rows = self.sections.rows
        return [
            [[link, self.urls.get(link)] for link in inputs.links],
            [[one, rows[one].revision if one in rows else None] for one in inputs.sections],
            [[part, self.parts.get(part)] for part in inputs.parts],
            [[name, self.registry.component_digest(name)] for name in inputs.types],
        ]

    def _files_of(self, assets: list[str]) -> list[list[str]]:
        """The URL paths of a page's assets; '' for deleted ones."""
        return [[name, self._address_of(name)] for name in assets]

    def _address_of(self, name: str) -> str:
        if name in self.assets:
            return self.assets[name].address
        return self.pictures[name].address if name in self.pictures else ""

    def _alt_of(self, source: str) -> str:
        """The alternative text of the sharing picture."""
        picture = self.pictures.get(source.removeprefix(ASSET_PREFIX))
        return picture.alt if picture else ""

    def frame(self, *, icon: str) -> Frame:
        """The data that all pages share during rendering. `icon` is the favicon's URL path."""
        return Frame(
            registry=self.registry,
            site=self.site,
            settings=self.settings,
            search=self.search,
            origin=self.origin,
            shell=self.template.html_source,
            css=self.template.css,
            icon=icon,
            facts=self.facts,
            asset_addresses=self.asset_addresses,
            pictures=self.pictures,
            sections=self.sections,
            parts=self.parts,
        )


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
