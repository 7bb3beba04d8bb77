"""The history of a site: steps and versions of all its pages, publications, and page events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from app.models import AuditEntry, BuildKind, BuildStatus, Page, PageKind, SiteBuild, User
from app.services import sites
from app.services.history.cursor import Cursor
from app.services.history.timeline import CHUNK, Chunk, Entry, EntryKind, Subject, merge, read_versions
from app.services.history.timeline_steps import read_steps
from app.tenancy import transaction

BUILD_LABELS = {
    BuildKind.PUBLISH: "Published the site",
    BuildKind.ROLLBACK: "Restored an earlier publication",
    BuildKind.RELEASE: "A release began or ended",
}
STOPPED_LABEL = "Stopped a publication"
LISTED_STATUSES = (BuildStatus.SUCCESS, BuildStatus.STOPPED)
ACTION_LABELS = {
    "page.create": "Added the page",
    "page.update": "Changed the page’s details",
    "page.home": "Made it the home page",
    "page.delete": "Moved the page to the trash",
    "page.restore": "Restored the page",
    "section.delete": "Deleted the shared section",
    "section.restore": "Restored the shared section",
}


@dataclass(frozen=True, kw_only=True)
class PageName:
    """A page's current title, and whether it is in the trash."""

    title: str
    is_home: bool
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SiteHistory:
    """A chunk of entries and the pages they refer to."""

    chunk: Chunk
    pages: Mapping[UUID, PageName]


def read_site_history(
    site_id: UUID, *, before: Cursor | None = None, only_named: bool = False
) -> SiteHistory:
    """The next chunk of a site's history before a cursor, newest first. Raises NotFound."""
    subject = Subject(site_id=site_id, only_named=only_named)
    with transaction() as session:
        sites.get_site(site_id)
        entries = read_versions(session, subject, before=before)
        if not only_named:
            entries += read_steps(session, subject, before=before)
            entries += _publications(session, site_id, before)
            entries += _page_events(session, site_id, before)
        chunk = merge(entries)
        return SiteHistory(chunk=chunk, pages=_pages(session, {entry.page_id for entry in chunk.entries}))


def _publications(session: Session, site_id: UUID, before: Cursor | None) -> list[Entry]:
    query = (
        select(SiteBuild.id, SiteBuild.kind, SiteBuild.status, SiteBuild.created_at, User.name)
        .outerjoin(User, User.id == func.coalesce(SiteBuild.stopped_by, SiteBuild.requested_by))
        .where(SiteBuild.site_id == site_id, SiteBuild.status.in_(LISTED_STATUSES))
        .where(SiteBuild.kind != BuildKind.PREVIEW)
        .order_by(SiteBuild.created_at.desc(), SiteBuild.id.desc())
        .limit(CHUNK + 1)
    )
    if before is not None:
        query = query.where(before.comes_before(SiteBuild.created_at, SiteBuild.created_at, SiteBuild.id, 2))
    return [
        Entry(
            kind=EntryKind.PUBLICATION,
            cursor=Cursor(row.created_at, 2, row.created_at, row.id),
            at=row.created_at,
            what=STOPPED_LABEL if row.status == BuildStatus.STOPPED else BUILD_LABELS[BuildKind(row.kind)],
            who=row.name or "",
        )
        for row in session.execute(query)
    ]


def _page_events(session: Session, site_id: UUID, before: Cursor | None) -> list[Entry]:
    pages = select(cast(Page.id, Text)).where(Page.site_id == site_id)
    query = (
        select(AuditEntry.id, AuditEntry.action, AuditEntry.subject, AuditEntry.created_at, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.action.in_(ACTION_LABELS), AuditEntry.subject.in_(pages))
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())
        .limit(CHUNK + 1)
    )
    if before is not None:
        query = query.where(
            before.comes_before(AuditEntry.created_at, AuditEntry.created_at, AuditEntry.id, 3)
        )
    return [
        Entry(
            kind=EntryKind.PAGE,
            cursor=Cursor(row.created_at, 3, row.created_at, row.id),
            at=row.created_at,
            page_id=UUID(row.subject),
            what=ACTION_LABELS[row.action],
            action=row.action,
            who=row.name or "",
        )
        for row in session.execute(query)
    ]


def _pages(session: Session, ids: set[UUID | None]) -> dict[UUID, PageName]:
    columns = select(Page.id, Page.title, Page.slug, Page.kind, Page.deleted_at)
    return {
        row.id: PageName(
            title=row.title,
            is_home=row.kind == PageKind.PAGE and not row.slug,
            deleted_at=row.deleted_at,
        )
        for row in session.execute(columns.where(Page.id.in_(ids)))
    }
