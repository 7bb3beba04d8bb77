"""Builds as their readers see them: without the keys, which can be large."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from app.errors import NotFound
from app.models import BuildKind, BuildStatus, Site, SiteBuild
from app.tenancy import transaction

PAGE_SIZE = 30


@dataclass(frozen=True, kw_only=True)
class BuildView:
    """One publication: how far it is, what happened, and whether readers see it."""

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
    is_live: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status.is_over

    @property
    def share(self) -> int:
        """How much of it is done, in percent."""
        return 100 * self.pages_done // self.pages_total if self.pages_total else 0

    @property
    def lines(self) -> list[str]:
        """The log, line by line."""
        return self.build_log.splitlines()


def get_build(build_id: UUID) -> BuildView:
    """A build of the current tenant. Raises NotFound."""
    with transaction() as session:
        row = session.execute(_query().where(SiteBuild.id == build_id)).one_or_none()
    if row is None:
        raise NotFound("We could not find that publication.")
    return _view(row)


def list_builds(site_id: UUID) -> Sequence[BuildView]:
    """The newest builds of a site."""
    query = _query().where(SiteBuild.site_id == site_id).order_by(SiteBuild.publish_seq.desc())
    with transaction() as session:
        return [_view(row) for row in session.execute(query.limit(PAGE_SIZE))]


def _query() -> Select[*tuple[Any, ...]]:
    return select(
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
        (Site.live_build_id == SiteBuild.id).label("is_live"),
    ).join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.id == SiteBuild.site_id))


def _view(row: Row[Any]) -> BuildView:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name
    values |= {"kind": BuildKind(values["kind"]), "status": BuildStatus(values["status"])}
    return BuildView(**{**values, "is_live": bool(values["is_live"])})
