"""Previews: the whole site or one page for whoever opens a link that nobody can guess, until it ends or is taken back.

Whoever has a link to the whole site sees all of it, pages with a password too: the author gave them the link.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.delivery.preview_links import digest_of
from app.errors import Invalid, NotFound, TooMany
from app.models import (
    BuildStatus,
    Page,
    PageKind,
    Preview,
    Release,
    ReleaseState,
    SiteBuild,
    User,
)
from app.services import audit, documents, sites
from app.services.editing import get_page_row
from app.services.previews.secrets import link_of, new_hostname, secret_of
from app.services.publishing import copied, keep_copy, preview_lives, request_preview_build, tell_edges
from app.tenancy import current_scope, platform_transaction, transaction

DAYS = (1, 7, 30)
MOST = 20
"""Links of one site at a time."""
ENOUGH = timedelta(hours=1)
"""How long a link has to work when somebody is to look through it."""


@dataclass(frozen=True)
class PreviewView:
    """A link as its author sees it."""

    id: UUID
    site_id: UUID
    hostname: str
    url: str
    """What the author copies; '' for support that looks on, and once our key has changed."""
    path: str
    label: str
    expires_at: datetime
    ready_at: datetime | None
    published_at: datetime | None
    """When that was published what it shows; none for what is not published yet."""
    shown_at: datetime | None
    """At which moment its one page was as it is shown."""
    build_status: str
    error: str
    """Why it will never be shown."""
    who: str

    @property
    def is_waiting(self) -> bool:
        """Whether it is still being made."""
        return not self.ready_at and not BuildStatus(self.build_status).is_over

    @property
    def has_failed(self) -> bool:
        """Whether it will never be shown."""
        return not self.ready_at and not self.is_waiting


def create_preview(
    site_id: UUID,
    *,
    days: int,
    build_id: UUID | None = None,
    release_id: UUID | None = None,
    page_id: UUID | None = None,
) -> UUID:
    """Make a link to the site as it is written now, as one earlier build has it, or as a release will have it.

    It opens at the page. Raises NotFound, Invalid, TooMany, Conflict when the files of the earlier build are gone,
    or Unavailable.
    """
    with copied(site_id, build_id) if build_id else nullcontext() as copy, transaction() as session:
        _check_room(site_id, days)
        path, label = _path_of(session, site_id, page_id), _label(session, site_id, build_id, release_id)
        build = keep_copy(session, copy) if copy else request_preview_build(session, site_id)
        ready_at = datetime.now(UTC) if build_id else None
        return _add(session, build, days, path=path, label=label, release_id=release_id, ready_at=ready_at)


def create_page_preview(page_id: UUID, *, days: int, revision: int | None = None) -> UUID:
    """Make a link to one page, as it is written now or as it was at this revision, among what readers see.

    Pages with a password are not in it, unless it is this one. Raises NotFound, Invalid or TooMany.
    """
    with transaction() as session:
        page = get_page_row(page_id)
        if page.kind is not PageKind.PAGE:
            raise NotFound("We could not find that page.")
        _check_room(page.site_id, days)
        is_now = revision is None or revision == page.revision
        build = request_preview_build(session, page.site_id)
        return _add(
            session,
            build,
            days,
            path=f"/{page.slug}",
            label=f"Only “{page.title}”",
            page_id=page_id,
            revision=page.revision if revision is None else revision,
            shown_at=datetime.now(UTC) if is_now else documents.revision_time(page_id, revision or 0),
        )


def list_previews(site_id: UUID, *, path: str = "") -> Sequence[PreviewView]:
    """The links of a site, or those that open at this path, that still work or will soon, the newest first."""
    query = _query().where(Preview.site_id == site_id, *preview_lives()).order_by(Preview.created_at.desc())
    if path:
        query = query.where(Preview.path == path)
    with transaction() as session:
        return [_view(row) for row in session.execute(query)]


def get_preview(preview_id: UUID) -> PreviewView:
    """One link. Raises NotFound."""
    with transaction() as session:
        row = session.execute(_query().where(Preview.id == preview_id)).one_or_none()
    if row is None:
        raise NotFound("We could not find that link.")
    return _view(row)


def look_at(site_id: UUID, build_id: UUID) -> PreviewView:
    """A link to an earlier publication, for who made it to look: one that is there for a while yet, or a new one.

    Raises what `create_preview` does.
    """
    query = _query().where(SiteBuild.target_build_id == build_id, Preview.path == "/", *preview_lives())
    with transaction() as session:
        rows = session.execute(query.where(Preview.expires_at > datetime.now(UTC) + ENOUGH)).all()
    usable = (view for view in map(_view, rows) if view.url and view.site_id == site_id)
    return next(usable, None) or get_preview(create_preview(site_id, days=DAYS[0], build_id=build_id))


def revoke_preview(preview_id: UUID) -> None:
    """From now on the link shows nothing. Harmless when repeated. Raises NotFound."""
    with transaction() as session:
        preview = session.scalar(select(Preview).where(Preview.id == preview_id).with_for_update())
        if preview is None:
            raise NotFound("We could not find that link.")
        if preview.revoked_at is None:
            preview.revoked_at = datetime.now(UTC)
            tell_edges(session, preview.id, preview.hostname)
            audit.record("site.preview_end", preview.site_id, preview=str(preview.id))


def list_expired() -> Sequence[tuple[UUID, UUID]]:
    """Tenant and id of the links whose time is over and that nobody has ended yet."""
    query = select(Preview.tenant_id, Preview.id).where(
        Preview.revoked_at.is_(None), Preview.expires_at <= func.now()
    )
    with platform_transaction() as session:
        return [(row.tenant_id, row.id) for row in session.execute(query.limit(500))]


def _check_room(site_id: UUID, days: int) -> None:
    if days not in DAYS:
        raise Invalid("Please choose one of these.", field="days")
    sites.get_site(site_id)
    if len(list_previews(site_id)) >= MOST:
        raise TooMany(f"There are {MOST} links already. Please take one back first.")


def _add(session: Session, build: SiteBuild, days: int, **values: Any) -> UUID:
    preview_id = uuid4()
    preview = Preview(
        id=preview_id,
        site_id=build.site_id,
        build_id=build.id,
        hostname=new_hostname(),
        digest=digest_of(secret_of(preview_id)),
        created_by=current_scope().user_id,
        expires_at=datetime.now(UTC) + timedelta(days=days),
        **values,
    )
    session.add(preview)
    tell_edges(session, preview.id, preview.hostname)
    audit.record("site.preview", preview.site_id, preview=str(preview.id), days=days)
    return preview_id


def _path_of(session: Session, site_id: UUID, page_id: UUID | None) -> str:
    if page_id is None:
        return "/"
    query = select(Page.slug).where(Page.id == page_id, Page.site_id == site_id, Page.kind == PageKind.PAGE)
    slug = session.scalar(query.where(Page.deleted_at.is_(None)))
    if slug is None:
        raise NotFound("We could not find that page.", field="page")
    return f"/{slug}"


def _label(session: Session, site_id: UUID, build_id: UUID | None, release_id: UUID | None) -> str:
    if build_id:
        query = select(SiteBuild.id).where(SiteBuild.id == build_id, SiteBuild.site_id == site_id)
        if session.scalar(query) is None:
            raise NotFound("We could not find that publication.")
        return "As published earlier"
    if release_id:
        of_site = select(Release.name).where(Release.id == release_id, Release.site_id == site_id)
        name = session.scalar(of_site.where(Release.state == ReleaseState.WAITING))
        if name is None:
            raise NotFound("We could not find that release.")
        return f"With the release “{name}”"
    return "As it is written now"


def _query() -> Select[*tuple[Any, ...]]:
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


def _view(row: Row[Any]) -> PreviewView:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name
    url = link_of(row.id, row.hostname, values.pop("digest"))
    return PreviewView(**values, url=url)
