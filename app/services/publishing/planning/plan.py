"""Everything that goes into a build, read in one transaction: the site, its pages, template and assets."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.components.component_registry import ComponentRegistry, shared_digest
from app.components.files import ASSET_PREFIX, Picture
from app.components.rendering import PageFacts, SiteFacts
from app.models import Page, PageKind, Site, TemplateVersion
from app.services import domains, seo, site_passwords, sites
from app.services.components import current_registry
from app.services.publishing.planning.build_inputs import PageInputs
from app.services.publishing.planning.bundled_assets import Asset, addresses, catalogue
from app.services.publishing.planning.frame import Frame, PlannedPage
from app.services.publishing.planning.pictures import PlannedPicture, read_pictures
from app.services.publishing.planning.revision_selection import RevisionSelection, Selector, select_revisions
from app.services.sections import SiteParts, SiteSections, section_rows
from app.services.seo import PageSearch, SiteSearch
from app.services.themes import get_site_template
from app.tenancy import current_tenant_id, transaction

RENDERER = 8
"""Increment when rendering changes, so that every page is rendered again."""


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
        """Address of each page by its id."""
        return {page.id: page.url for page in self.facts}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title of each page by its address."""
        return {page.path: page.title for page in self.pages}

    @cached_property
    def parts(self) -> dict[str, str]:
        """Shared sections shown as header and footer by pages without their own."""
        return dict(SiteParts(self.sections))

    @cached_property
    def asset_addresses(self) -> dict[str, str]:
        """Address of each asset by its name."""
        return addresses(dict(self.assets))

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The uploaded pictures by id, as components see them."""
        return {name: upload.picture for name, upload in self.uploads.items()}

    @cached_property
    def shared(self) -> str:
        """Hash of everything that all pages depend on."""
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
        """Hash of everything that the 404 page depends on."""
        home: list[Any] = [page.id for page in self.facts if page.url == "/"]
        if self.not_found:
            home += [str(self.not_found.id), self.not_found.revision, self.not_found.title]
        return _hash([self.shared, home, self._values_of(inputs), self._files_of(assets)])

    def key(self, page: PlannedPage, inputs: PageInputs, assets: list[str]) -> str:
        """Hash of everything that one page depends on."""
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
        """The addresses of a page's assets, '' for deleted ones."""
        return [[name, self._address_of(name)] for name in assets]

    def _address_of(self, name: str) -> str:
        if name in self.assets:
            return self.assets[name].address
        return self.pictures[name].address if name in self.pictures else ""

    def _alt_of(self, source: str) -> str:
        """The alternative text of the picture for sharing."""
        picture = self.pictures.get(source.removeprefix(ASSET_PREFIX))
        return picture.alt if picture else ""

    def frame(self, *, icon: str) -> Frame:
        """What all pages share when they are rendered. `icon` is the favicon's address."""
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


def read_plan(site_id: UUID, *, seq: int | None = None, selector: Selector | None = None) -> Plan:
    """Read the plan of the build with this number; without a number, of what `selector` selects or of all drafts.

    Raises NotFound.
    """
    registry = current_registry()
    with transaction() as session:
        site = sites.get_site(site_id)
        selection = selector(session, site_id) if selector else select_revisions(session, site_id, seq=seq)
        sections = section_rows(site_id)
        pages = _pages(session, site_id, selection)
        missing = next((page for page in pages if page.id == site.missing_page_id and page.slug), None)
        return Plan(
            tenant_id=current_tenant_id(),
            site_id=site_id,
            registry=registry,
            site=_site_facts(site),
            settings=site.settings,
            search=SiteSearch.read(site.search),
            origin=domains.site_origin(site_id),
            template=get_site_template(site_id),
            pages=tuple(page for page in pages if page is not missing),
            not_found=missing,
            sections=SiteSections(lambda: sections),
            assets=catalogue(registry),
            uploads=read_pictures(session),
            year=datetime.now(UTC).year,
            selection=selection,
        )


def _site_facts(site: Site) -> SiteFacts:
    return SiteFacts(
        name=site.name, author_name=site.author_name, tagline=site.tagline, language=site.language
    )


def _pages(session: Session, site_id: UUID, selection: RevisionSelection) -> tuple[PlannedPage, ...]:
    columns = (
        Page.id,
        Page.slug,
        Page.title,
        Page.meta_description,
        Page.search,
        Page.in_menu,
        Page.revision,
        Page.snapshot_revision,
        Page.published_revision,
    )
    query = select(*columns).where(
        Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None)
    )
    rows = session.execute(query.order_by(Page.position, Page.created_at, Page.id))
    locked = site_passwords.list_locked_pages(site_id)
    is_site_locked = site_passwords.is_locked(site_id)
    return tuple(
        _page(row, selection.revisions[row.id], is_locked=is_site_locked or row.id in locked)
        for row in rows
        if row.id in selection.revisions
    )


def _page(row: Row[Any], revision: int, *, is_locked: bool) -> PlannedPage:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name
    values |= {"revision": revision, "search": PageSearch.read(row.search), "is_locked": is_locked}
    return PlannedPage(**values)


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
