"""Views of builds, without their page records, which can be large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import aliased

from app.errors import NotFound
from app.models import BuildKind, BuildStatus, Release, Site, SiteBuild, User
from app.services.publishing.build_log import Line, read_lines
from app.tenancy import transaction

PAGE_SIZE = 30


@dataclass(frozen=True, kw_only=True)
class BuildView:
    """One publication: its progress, its log, and whether it is live."""

    id: UUID
    site_id: UUID
    kind: BuildKind
    status: BuildStatus
    build_log: str
    error: str
    pages_total: int
    pages_done: int
    created_at: datetime
    completed_at: datetime | None
    waits_since: datetime | None
    """When the build started waiting for the store."""
    is_live: bool
    is_retained: bool
    """True while the build's files are retained, so that a rollback to it is possible."""
    who: str
    """Name of the user who requested the build, or '' if unknown."""
    stopped_by: str
    """Name of the user who stopped the build, or '' if nobody did."""
    facts: Mapping[str, Any] | None
    """Facts recorded when the build went live: titles of rendered pages, sizes, releases."""
    target_id: UUID | None
    """The publication that this rollback restored."""
    target_at: datetime | None
    release_name: str
    """Name of the release that requested the build, or ''."""
    is_end: bool
    """True if the build ends that release."""
    replaced_by: str
    """The kind of build that superseded this one, or '' if none did."""

    @property
    def is_over(self) -> bool:
        """True once the publication has finished, whatever the outcome."""
        return self.status.is_over

    @property
    def can_stop(self) -> bool:
        """True if an author may stop the publication now; builds of releases cannot be stopped."""
        return self.kind is BuildKind.PUBLISH and not self.is_over

    @property
    def share(self) -> int:
        """The percentage of pages done."""
        return 100 * self.pages_done // self.pages_total if self.pages_total else 0

    @property
    def now(self) -> str:
        """The last line of the log."""
        return self.lines[-1].message if self.lines else ""

    @property
    def seconds(self) -> float | None:
        """The seconds from the request to the end; None until then."""
        return (self.completed_at - self.created_at).total_seconds() if self.completed_at else None

    @property
    def made(self) -> Sequence[str]:
        """The titles of the rendered pages, at most MAX_TITLES."""
        is_known = self.facts and self.kind is BuildKind.PUBLISH
        return self.facts["titles"] if self.facts and is_known else ()

    @property
    def made_count(self) -> int:
        """The number of rendered pages."""
        return int(self.facts["made"]) if self.facts and self.kind is BuildKind.PUBLISH else 0

    @property
    def size(self) -> int:
        """The total size of the build's files in bytes; 0 if unknown."""
        return int(self.facts["bytes"]) if self.facts else 0

    @property
    def begun(self) -> Sequence[str]:
        """The names of the releases that went live with this publication."""
        return self._of_releases("begun")

    @property
    def over(self) -> Sequence[str]:
        """The names of the releases that ended with this publication."""
        return self._of_releases("over")

    def _of_releases(self, fact: str) -> Sequence[str]:
        is_way_back = self.kind is BuildKind.ROLLBACK
        return self.facts.get(fact, ()) if self.facts and not is_way_back else ()

    @property
    def held(self) -> Mapping[UUID, UUID]:
        """The pages that this publication held back, each with the release that it is waiting for."""
        is_known = self.facts and self.kind is BuildKind.PUBLISH
        recorded = self.facts.get("held", {}) if self.facts and is_known else {}
        return {UUID(page): UUID(release) for page, release in recorded.items()}

    @property
    def lines(self) -> Sequence[Line]:
        """The parsed log."""
        return list(read_lines(self.build_log, who=self.who, began=self.created_at))


def get_build(build_id: UUID) -> BuildView:
    """A build of the current tenant. Raises NotFound."""
    with transaction() as session:
        row = session.execute(_query().where(SiteBuild.id == build_id)).one_or_none()
    if row is None:
        raise NotFound("We couldn’t find that publication.")
    return _view(row)


def list_builds(site_id: UUID) -> Sequence[BuildView]:
    """The newest builds of a site, without previews."""
    query = _publications(site_id).order_by(SiteBuild.publish_seq.desc())
    with transaction() as session:
        return [_view(row) for row in session.execute(query.limit(PAGE_SIZE))]


def find_running(site_id: UUID) -> BuildView | None:
    """The newest build of a site if it is unfinished, else None."""
    query = _publications(site_id).order_by(SiteBuild.publish_seq.desc()).limit(1)
    with transaction() as session:
        row = session.execute(query).one_or_none()
    build = _view(row) if row else None
    return build if build and not build.is_over else None


def _publications(site_id: UUID) -> Select[*tuple[Any, ...]]:
    return _query().where(SiteBuild.site_id == site_id, SiteBuild.kind != BuildKind.PREVIEW)


def _query() -> Select[*tuple[Any, ...]]:
    stopper, target = aliased(User), aliased(SiteBuild)
    query = select(
        SiteBuild.id,
        SiteBuild.site_id,
        SiteBuild.kind,
        SiteBuild.status,
        SiteBuild.build_log,
        SiteBuild.error,
        SiteBuild.pages_total,
        SiteBuild.pages_done,
        SiteBuild.created_at,
        SiteBuild.completed_at,
        SiteBuild.waits_since,
        (Site.live_build_id == SiteBuild.id).label("is_live"),
        SiteBuild.cleared_at.is_(None).label("is_retained"),
        func.coalesce(User.name, "").label("who"),
        func.coalesce(stopper.name, "").label("stopped_by"),
        SiteBuild.input_keys["facts"].label("facts"),
        target.id.label("target_id"),
        target.created_at.label("target_at"),
        func.coalesce(Release.name, "").label("release_name"),
        func.coalesce(Release.end_seq <= SiteBuild.publish_seq, False).label("is_end"),
        _replaced_by().label("replaced_by"),
    )
    with_site = query.join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.id == SiteBuild.site_id))
    asked = with_site.outerjoin(User, User.id == SiteBuild.requested_by)
    stopped = asked.outerjoin(stopper, stopper.id == SiteBuild.stopped_by)
    of_tenant = SiteBuild.tenant_id
    back = stopped.outerjoin(
        target, (target.tenant_id == of_tenant) & (target.id == SiteBuild.target_build_id)
    )
    return back.outerjoin(Release, (Release.tenant_id == of_tenant) & (Release.id == SiteBuild.release_id))


def _replaced_by() -> ColumnElement[str]:
    """The kind of the build that superseded this one: the next successful build, or else the next one."""
    newer = aliased(SiteBuild)
    of_site = (newer.site_id == SiteBuild.site_id, newer.publish_seq > SiteBuild.publish_seq)
    kinds = select(newer.kind).where(*of_site, newer.kind != BuildKind.PREVIEW)
    first = kinds.order_by(newer.status != BuildStatus.SUCCESS, newer.publish_seq).limit(1)
    was_left_out = SiteBuild.status == BuildStatus.SUPERSEDED
    return case((was_left_out, func.coalesce(first.scalar_subquery(), "")), else_="")


def _view(row: Row[Any]) -> BuildView:
    values = dict(row._mapping)  # noqa: SLF001 - public SQLAlchemy API
    values |= {"kind": BuildKind(values["kind"]), "status": BuildStatus(values["status"])}
    return BuildView(**{**values, "is_live": bool(values["is_live"])})
