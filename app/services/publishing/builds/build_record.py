"""The record of a build that the next one compares with, stored in `input_keys`: each page's key and inputs."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.adapters.object_store import ObjectMissing, ObjectStore
from app.delivery.manifest import BadManifest, BuildFile, Manifest
from app.models import BuildStatus, Site, SiteBuild
from app.tenancy import current_tenant_id, transaction

MAX_TITLES = 40


@dataclass(frozen=True)
class PageInputs:
    """What a page uses from the site besides its own content."""

    links: list[str] = field(default_factory=list)
    """Ids of pages that the page links to."""
    sections: list[str] = field(default_factory=list)
    """Shared sections that the page shows, nested ones included."""
    parts: list[str] = field(default_factory=list)
    """The site's header and footer, unless the page has its own."""
    types: list[str] = field(default_factory=list)
    """Components that the page uses, including ones that are not installed."""


@dataclass(frozen=True)
class PageRecord:
    """One page of a build."""

    file: str
    key: str
    revision: int
    changed: date
    inputs: PageInputs = field(default_factory=PageInputs)
    assets: list[str] = field(default_factory=list)

    def to_json(self) -> list[Any]:
        """Convert to a compact list, because a site may have thousands of pages."""
        inputs = self.inputs
        stored = [self.file, self.key, self.revision, self.changed.isoformat(), inputs.links, self.assets]
        return [*stored, inputs.sections, inputs.parts, inputs.types]

    @classmethod
    def from_json(cls, content: list[Any]) -> "PageRecord":
        """Parse a stored list; older builds have no sections, parts or types."""
        file, key, revision, changed, links, assets, *more = content
        inputs = PageInputs(links, *more)
        return cls(file, key, revision, date.fromisoformat(changed), inputs, assets)


@dataclass
class BuildRecord:
    """One build: a record for each page, the assets, and the files."""

    build_id: UUID | None = None
    """None if nothing is live, and for a build in progress."""
    pages: dict[str, PageRecord] = field(default_factory=dict)
    not_found: PageRecord | None = None
    """The 404 page."""
    assets: list[str] = field(default_factory=list)
    """URL paths of the assets that its pages use."""
    left: dict[str, datetime] = field(default_factory=dict)
    """URL paths of assets that are kept for pages of replaced builds, each with the time it fell out of use."""
    sections: dict[str, int] = field(default_factory=dict)
    """Revision of each shared section that its pages show."""
    files: dict[str, BuildFile] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    """Titles of the rendered pages."""
    held: dict[str, str] = field(default_factory=dict)
    """Pages held back, each with the release that holds it."""
    begun: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    """`begun` and `over`: names of the releases that begin and end with this build."""

    @property
    def facts(self) -> dict[str, Any]:
        """Facts about the build for the list of publications."""
        size = sum(stored.size for path, file in self.files.items() for _, stored in file.on_disk(path))
        rendered = {"made": len(self.titles), "titles": self.titles[:MAX_TITLES], "bytes": size}
        return {**rendered, "held": self.held, "begun": self.begun, "over": self.over}

    def to_json(self) -> dict[str, Any]:
        """Convert to the JSON stored in the build's row; the files are in the manifest."""
        pages = {page_id: record.to_json() for page_id, record in self.pages.items()}
        missing = self.not_found.to_json() if self.not_found else None
        left = {address: since.isoformat() for address, since in self.left.items()}
        stored = {"pages": pages, "missing": missing, "assets": self.assets, "left": left}
        return {**stored, "sections": self.sections, "facts": self.facts}


def read_live(site_id: UUID, store: ObjectStore) -> BuildRecord:
    """The record of the live build; empty if there is none or its manifest cannot be read."""
    query = (
        select(SiteBuild.id, SiteBuild.input_keys)
        .join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.live_build_id == SiteBuild.id))
        .where(Site.id == site_id, SiteBuild.status == BuildStatus.SUCCESS)
    )
    with transaction() as session:
        row = session.execute(query).one_or_none()
    return read_record(row.id, row.input_keys, store) if row else BuildRecord()


def read_record(build_id: UUID, stored: dict[str, Any], store: ObjectStore) -> BuildRecord:
    """Parse a build's stored record; return an empty one if its manifest cannot be read."""
    try:
        manifest = Manifest.from_bytes(store.read_manifest(current_tenant_id(), build_id))
        return BuildRecord(
            build_id=build_id,
            pages={key: PageRecord.from_json(value) for key, value in stored["pages"].items()},
            not_found=_record(stored["missing"]),
            assets=stored["assets"],
            left={key: datetime.fromisoformat(since) for key, since in stored.get("left", {}).items()},
            files=dict(manifest.files),
        )
    except (ObjectMissing, BadManifest, KeyError, ValueError):
        return BuildRecord(build_id=build_id)


def _record(content: list[Any] | None) -> PageRecord | None:
    return PageRecord.from_json(content) if content else None
