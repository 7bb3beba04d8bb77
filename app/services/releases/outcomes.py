"""The outcome of a release's beginning or end, from the builds since its request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from app.models import BuildKind, BuildStatus, Release, Site, SiteBuild

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""The delay before each retry; after the last one, there are no more retries."""


class Stage(StrEnum):
    """The stage of a release's latest request."""

    NOTHING = "nothing"
    """Nothing has been requested yet."""
    UNDER_WAY = "under way"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a release's beginning or, once requested, of its end."""

    stage: Stage
    live_at: datetime | None = None
    """When the release went live."""
    reason: str = ""
    """Why the build failed, or what it is waiting for."""
    again_at: datetime | None = None
    """Time of the next automatic retry."""


@dataclass(frozen=True)
class _Build:
    publish_seq: int
    kind: str
    status: str
    error: str
    completed_at: datetime | None
    waits_since: datetime | None
    build_log: str


@dataclass(frozen=True)
class PublicationProgress:
    """A site's live publication number, and the builds requested after that one."""

    live_seq: int
    builds: Sequence[_Build]


def read_outcome(session: Session, release: Release) -> Outcome:
    """The outcome of one release."""
    live_at = session.scalar(select(live_since()).where(Release.id == release.id))
    return outcome_of(release, read_progress(session, release.site_id), live_at)


def outcome_of(release: Release, progress: PublicationProgress, live_at: datetime | None) -> Outcome:
    """Derive the outcome from the builds since the release's last request, each of which includes it."""
    step = release.end_seq or release.start_seq
    if step is None:
        return Outcome(stage=Stage.NOTHING)
    if progress.live_seq >= step:
        return Outcome(stage=Stage.DONE, live_at=live_at)
    builds = [build for build in progress.builds if build.publish_seq >= step]
    if any(not BuildStatus(build.status).is_over for build in builds):
        return Outcome(stage=Stage.UNDER_WAY, live_at=live_at, reason=_waits_for(builds))
    reason = next((build.error for build in reversed(builds) if build.error), "")
    again_at = _again_at(builds) if release.is_watched else None
    return Outcome(stage=Stage.FAILED, live_at=live_at, reason=reason, again_at=again_at)


def live_since() -> ScalarSelect[datetime | None]:
    """A subquery on releases: when the first build that includes the release went live."""
    query = select(SiteBuild.completed_at).where(
        SiteBuild.tenant_id == Release.tenant_id,
        SiteBuild.site_id == Release.site_id,
        SiteBuild.kind != BuildKind.PREVIEW,
        SiteBuild.status == BuildStatus.SUCCESS,
        SiteBuild.publish_seq >= Release.start_seq,
    )
    return query.order_by(SiteBuild.publish_seq).limit(1).correlate(Release).scalar_subquery()


def read_progress(session: Session, site_id: UUID) -> PublicationProgress:
    """The site's current progress."""
    live_seq = session.scalar(select(Site.live_seq).where(Site.id == site_id)) or 0
    query = select(
        SiteBuild.publish_seq,
        SiteBuild.kind,
        SiteBuild.status,
        SiteBuild.error,
        SiteBuild.completed_at,
        SiteBuild.waits_since,
        SiteBuild.build_log,
    ).where(
        SiteBuild.site_id == site_id, SiteBuild.kind != BuildKind.PREVIEW, SiteBuild.publish_seq > live_seq
    )
    rows = session.execute(query.order_by(SiteBuild.publish_seq))
    return PublicationProgress(live_seq, [_Build(*row) for row in rows])


def _waits_for(builds: Sequence[_Build]) -> str:
    """The last log line of a build that is waiting for the store, or ""."""
    logs = [
        build.build_log for build in builds if build.waits_since and not BuildStatus(build.status).is_over
    ]
    return logs[-1].rstrip("\n").rpartition("  ")[2] if logs else ""


def _again_at(builds: Sequence[_Build]) -> datetime | None:
    """The time of the next retry, or None after the last one. Publications by authors do not count as retries."""
    failures = sum(build.kind == BuildKind.RELEASE and build.status == BuildStatus.ERROR for build in builds)
    ended = max((build.completed_at for build in builds if build.completed_at), default=None)
    if failures > len(RETRY_AFTER) or ended is None:
        return None
    return ended + RETRY_AFTER[max(failures, 1) - 1]
