"""What a build remembers for the next one, kept in `input_keys`: of each page its key and its links."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.adapters.object_store import ObjectMissing, ObjectStore
from app.adapters.object_store.manifest import BadManifest, BuildFile, Manifest
from app.models import BuildStatus, Site, SiteBuild
from app.tenancy import current_tenant_id, transaction


@dataclass(frozen=True)
class PageRecord:
    """One page of a build."""

    file: str
    key: str
    revision: int
    changed: date
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)

    def to_json(self) -> list[Any]:
        """As kept in the row; short, because a site may have thousands."""
        return [self.file, self.key, self.revision, self.changed.isoformat(), self.links, self.assets]

    @classmethod
    def from_json(cls, content: list[Any]) -> "PageRecord":
        """As it was kept."""
        file, key, revision, changed, links, assets = content
        return cls(file, key, revision, date.fromisoformat(changed), links, assets)


@dataclass
class State:
    """What is live: a record for each page, the files, and paths that pages had earlier."""

    pages: dict[str, PageRecord] = field(default_factory=dict)
    missing: PageRecord | None = None
    """The page for what is not there."""
    moved: dict[str, str] = field(default_factory=dict)
    """Earlier path of a page -> id of the page."""
    assets: list[str] = field(default_factory=list)
    """Addresses of the assets that its pages name."""
    files: dict[str, BuildFile] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As kept in the build's row; the files are in the manifest."""
        pages = {page_id: record.to_json() for page_id, record in self.pages.items()}
        missing = self.missing.to_json() if self.missing else None
        return {"pages": pages, "missing": missing, "moved": self.moved, "assets": self.assets}


def read_live(site_id: UUID, store: ObjectStore) -> State:
    """What is live now; empty when nothing is, or when its files cannot be read."""
    query = (
        select(SiteBuild.id, SiteBuild.input_keys)
        .join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.live_build_id == SiteBuild.id))
        .where(Site.id == site_id, SiteBuild.status == BuildStatus.SUCCESS)
    )
    with transaction() as session:
        row = session.execute(query).one_or_none()
    if row is None:
        return State()
    try:
        manifest = Manifest.from_bytes(store.read_manifest(current_tenant_id(), row.id))
        return State(
            pages={key: PageRecord.from_json(value) for key, value in row.input_keys["pages"].items()},
            missing=_record(row.input_keys["missing"]),
            moved=row.input_keys["moved"],
            assets=row.input_keys["assets"],
            files=dict(manifest.files),
        )
    except (ObjectMissing, BadManifest, KeyError, ValueError):
        return State()


def _record(content: list[Any] | None) -> PageRecord | None:
    return PageRecord.from_json(content) if content else None
