"""Beginning and ending releases, each in one transaction, so that it happens exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.models import Release, ReleaseItem, ReleaseState
from app.services import audit, publishing
from app.services.releases.changes import check_order, lock_release
from app.tenancy import platform_transaction, transaction

LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Due:
    """A release that has to begin or end."""

    tenant_id: UUID
    id: UUID


def list_due(now: datetime) -> Sequence[Due]:
    """Releases of all tenants that are due to begin or end, earliest first."""
    begins = and_(Release.state == ReleaseState.WAITING, Release.starts_at <= now)
    ends = and_(Release.state == ReleaseState.RUNNING, Release.ends_at <= now)
    query = select(Release.tenant_id, Release.id).where(or_(begins, ends))
    with platform_transaction() as session:
        rows = session.execute(query.order_by(Release.starts_at, Release.id).limit(500))
        return [Due(*row) for row in rows]


def begin_or_end(release_id: UUID, now: datetime) -> None:
    """Begin or end a release if it is due. Idempotent, and safe to run concurrently."""
    with transaction() as session:
        release = lock_release(session, release_id, *ReleaseState)
        if release.state == ReleaseState.WAITING and release.starts_at <= now:
            _begin(session, release, f"The release “{release.name}” begins.{_delay(now - release.starts_at)}")
        elif release.state == ReleaseState.RUNNING and release.ends_at and release.ends_at <= now:
            _end(session, release, f"The release “{release.name}” ends.{_delay(now - release.ends_at)}")


def start_now(release_id: UUID) -> None:
    """Begin a release ahead of schedule. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.WAITING)
        items = select(ReleaseItem.page_id).where(ReleaseItem.release_id == release_id)
        now = datetime.now(UTC)
        check_order(release_id, release.site_id, now, session.scalars(items).all())
        release.starts_at = now
        _begin(
            session, release, f"{publishing.WHO} published the release “{release.name}” ahead of schedule."
        )


def end_now(release_id: UUID) -> None:
    """End a release ahead of schedule. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.RUNNING)
        release.ends_at = datetime.now(UTC)
        _end(session, release, f"{publishing.WHO} ended the release “{release.name}” ahead of schedule.")


def _begin(session: Session, release: Release, message: str) -> None:
    build = publishing.request_release(session, release.site_id, message=message, release_id=release.id)
    release.start_seq = build.publish_seq
    release.is_watched = True
    release.state = ReleaseState.RUNNING if release.ends_at else ReleaseState.OVER
    audit.record("release.start", release.id, name=release.name, build=str(build.id))


def _end(session: Session, release: Release, message: str) -> None:
    build = publishing.request_release(session, release.site_id, message=message, release_id=release.id)
    release.end_seq = build.publish_seq
    release.is_watched = True
    release.state = ReleaseState.OVER
    audit.record("release.end", release.id, name=release.name, build=str(build.id))


def _delay(late: timedelta) -> str:
    if late < LATE:
        return ""
    minutes = int(late.total_seconds() // 60)
    unit = "minute" if minutes == 1 else "minutes"
    return f" This is {minutes} {unit} later than planned."
