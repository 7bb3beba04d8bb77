"""Views of previews for their authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from app.errors import NotFound
from app.models import BuildStatus, Preview, SiteBuild, User
from app.services.previews.secrets import link_of
from app.services.publishing import active_preview_filter
from app.tenancy import platform_transaction, transaction


@dataclass(frozen=True)
class PreviewView:
    """A preview link as shown to its author."""

    id: UUID
    site_id: UUID
    hostname: str
    url: str
    """The link to copy; '' for support staff, or if SECRET_KEY has changed."""
    path: str
    label: str
    expires_at: datetime
    ready_at: datetime | None
    published_at: datetime | None
    """When the build shown was published; None for unpublished content."""
    shown_at: datetime | None
    """When the page had the revision shown, for a link to one page; otherwise None."""
    build_status: str
    error: str
    """Why the preview's build failed."""
    who: str

    @property
    def is_waiting(self) -> bool:
        """True while the preview's build is unfinished."""
        return not self.ready_at and not BuildStatus(self.build_status).is_over

    @property
    def has_failed(self) -> bool:
        """True if the preview's build failed."""
        return not self.ready_at and not self.is_waiting


def list_previews(site_id: UUID, *, path: str = "") -> Sequence[PreviewView]:
    """A site's active links, newest first; with `path`, only those that open at this path."""
    query = (
        query_previews()
        .where(Preview.site_id == site_id, *active_preview_filter())
        .order_by(Preview.created_at.desc())
    )
    if path:
        query = query.where(Preview.path == path)
    with transaction() as session:
        return [to_view(row) for row in session.execute(query)]


def get_preview(preview_id: UUID) -> PreviewView:
    """A preview link. Raises NotFound."""
    with transaction() as session:
        row = session.execute(query_previews().where(Preview.id == preview_id)).one_or_none()
    if row is None:
        raise NotFound("We couldn’t find that link.")
    return to_view(row)


def list_expired() -> Sequence[tuple[UUID, UUID]]:
    """The tenant and id of each link that has expired but is not revoked yet."""
    query = select(Preview.tenant_id, Preview.id).where(
        Preview.revoked_at.is_(None), Preview.expires_at <= func.now()
    )
    with platform_transaction() as session:
        return [(row.tenant_id, row.id) for row in session.execute(query.limit(500))]


def query_previews() -> Select[*tuple[Any, ...]]:
    """A query for all previews, with the columns that their views need."""
    shown = aliased(SiteBuild)
    query = select(
        Preview.id,
        Preview.site_id,
        Preview.hostname,
        Preview.digest,
        Preview.path,
        Preview.label,
        Preview.expires_at,
        Preview.ready_at,
        Preview.shown_at,
        shown.created_at.label("published_at"),
        SiteBuild.status.label("build_status"),
        SiteBuild.error,
        func.coalesce(User.name, "").label("who"),
    )
    with_build = query.join(
        SiteBuild, (SiteBuild.tenant_id == Preview.tenant_id) & (SiteBuild.id == Preview.build_id)
    )
    with_shown = with_build.outerjoin(
        shown, (shown.tenant_id == SiteBuild.tenant_id) & (shown.id == SiteBuild.target_build_id)
    )
    return with_shown.outerjoin(User, User.id == Preview.created_by)


def to_view(row: Row[Any]) -> PreviewView:
    """Convert a row of `query_previews` into a view."""
    values = dict(row._mapping)  # noqa: SLF001 - public SQLAlchemy API
    url = link_of(row.id, row.hostname, values.pop("digest"))
    return PreviewView(**values, url=url)
