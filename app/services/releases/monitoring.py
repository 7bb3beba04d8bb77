"""Monitoring of releases whose beginning or end is not live yet: failed builds are retried.

The author may be away at that time, so an email reports success or the final failure.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.extensions import config
from app.models import Membership, Release, ReleaseState, Role, Site
from app.services import audit, domains, publishing
from app.services.mail import MailKind, send_later
from app.services.releases.changes import lock_release
from app.services.releases.local_times import format_moment
from app.services.releases.outcomes import Outcome, Stage, read_outcome
from app.services.releases.transitions import Due
from app.tenancy import current_tenant_id, platform_transaction, transaction

NO_REASON = "Something went wrong."


def list_watched() -> Sequence[Due]:
    """Releases of all tenants whose beginning or end is not known to be live."""
    query = select(Release.tenant_id, Release.id).where(Release.is_watched)
    with platform_transaction() as session:
        rows = session.execute(query.order_by(Release.starts_at, Release.id).limit(500))
        return [Due(*row) for row in rows]


def watch(release_id: UUID, now: datetime) -> None:
    """Check a release's outcome; retry a failed build, and email the final result. Idempotent."""
    if not _has_to_act(release_id, now):
        return
    with transaction() as session:
        release = lock_release(session, release_id, *ReleaseState)
        outcome = read_outcome(session, release)
        if not release.is_watched or not _is_settled(outcome, now):
            return
        if outcome.again_at:
            _request_again(session, release, f"Retrying the release “{release.name}”.")
            return
        release.is_watched = False
        if outcome.stage is Stage.FAILED:
            _mail(session, release, MailKind.RELEASE_FAILED, reason=outcome.reason or NO_REASON)
        elif release.end_seq is None and outcome.live_at:
            _mail(session, release, MailKind.RELEASE_LIVE, when=format_moment(outcome.live_at, release.zone))


def retry(release_id: UUID) -> None:
    """Retry a release that failed to begin or to end. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.RUNNING, ReleaseState.OVER)
        if read_outcome(session, release).stage is not Stage.FAILED:
            raise Conflict(
                "This release is being published or is already live. Please look at the list again."
            )
        _request_again(session, release, f"{publishing.WHO} retried the release “{release.name}”.")
        audit.record("release.retry", release.id, name=release.name)


def _has_to_act(release_id: UUID, now: datetime) -> bool:
    """Check without locks whether there is anything to do, so that publications are not blocked."""
    with transaction() as session:
        release = session.scalar(select(Release).where(Release.id == release_id))
        return release is not None and _is_settled(read_outcome(session, release), now)


def _is_settled(outcome: Outcome, now: datetime) -> bool:
    """True if the outcome is final or a retry is due."""
    if outcome.stage is Stage.FAILED:
        return outcome.again_at is None or outcome.again_at <= now
    return outcome.stage is Stage.DONE


def _request_again(session: Session, release: Release, message: str) -> None:
    publishing.request_release(session, release.site_id, message=message, release_id=release.id)
    release.is_watched = True


def _mail(session: Session, release: Release, kind: MailKind, **details: str) -> None:
    site = session.scalars(select(Site).where(Site.id == release.site_id)).one()
    details |= {
        "release": " ".join(release.name.split()),
        "site": site.name,
        "what": "did not end" if release.end_seq else "did not go live",
        "address": domains.site_origin(site.id),
        "releases": f"{config().app_url}/sites/{site.id}/releases",
    }
    for user_id in _recipients(session, release):
        send_later(kind, user_id=user_id, **details)


def _recipients(session: Session, release: Release) -> Sequence[UUID]:
    """The release's author if still a member, else the owners."""
    is_theirs = Membership.user_id == release.created_by
    query = select(Membership.user_id).where(
        Membership.tenant_id == current_tenant_id(), or_(is_theirs, Membership.role == Role.OWNER)
    )
    members = session.scalars(query).all()
    return [user_id for user_id in members if user_id == release.created_by] or members
