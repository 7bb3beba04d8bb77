"""Releases that were asked to begin or end, until readers see it: one that did not work is tried again.

Whoever planned the release need not be there, so a mail tells them when it is live, and when it will not be.
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
from app.services.releases.local_times import words_in
from app.services.releases.outcomes import Outcome, Stage, read_outcome
from app.services.releases.transitions import Due
from app.tenancy import current_tenant_id, platform_transaction, transaction

PARKED = "Something got in the way."


def list_watched() -> Sequence[Due]:
    """Releases of all tenants of which nobody knows yet whether readers see what they wanted."""
    query = select(Release.tenant_id, Release.id).where(Release.is_watched)
    with platform_transaction() as session:
        rows = session.execute(query.order_by(Release.starts_at, Release.id).limit(500))
        return [Due(*row) for row in rows]


def watch(release_id: UUID, now: datetime) -> None:
    """See what became of it; try again what did not work, and tell how it ended. Harmless when repeated."""
    if not _has_to_act(release_id, now):
        return
    with transaction() as session:
        release = lock_release(session, release_id, *ReleaseState)
        outcome = read_outcome(session, release)
        if not release.is_watched or not _is_settled(outcome, now):
            return
        if outcome.again_at:
            _ask_again(session, release, f"The release “{release.name}” is tried again.")
            return
        release.is_watched = False
        if outcome.stage is Stage.FAILED:
            _tell(session, release, MailKind.RELEASE_FAILED, reason=outcome.reason or PARKED)
        elif release.end_seq is None and outcome.live_at:
            _tell(session, release, MailKind.RELEASE_LIVE, when=words_in(outcome.live_at, release.zone))


def try_again(release_id: UUID) -> None:
    """Have a release that did not go live, or did not end, do so now. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.RUNNING, ReleaseState.OVER)
        if read_outcome(session, release).stage is not Stage.FAILED:
            raise Conflict(
                "This release is under way, or readers see it already. Please look at the list again."
            )
        _ask_again(session, release, f"{publishing.WHO} had the release “{release.name}” tried again.")
        audit.record("release.retry", release.id, name=release.name)


def _has_to_act(release_id: UUID, now: datetime) -> bool:
    """Looked at without holding up those who publish the site."""
    with transaction() as session:
        release = session.scalar(select(Release).where(Release.id == release_id))
        return release is not None and _is_settled(read_outcome(session, release), now)


def _is_settled(outcome: Outcome, now: datetime) -> bool:
    """Whether there is something to do: it is done, or it failed and it is time."""
    if outcome.stage is Stage.FAILED:
        return outcome.again_at is None or outcome.again_at <= now
    return outcome.stage is Stage.DONE


def _ask_again(session: Session, release: Release, words: str) -> None:
    publishing.request_release(session, release.site_id, words=words, release_id=release.id)
    release.is_watched = True


def _tell(session: Session, release: Release, kind: MailKind, **details: str) -> None:
    site = session.scalars(select(Site).where(Site.id == release.site_id)).one()
    details |= {
        "release": " ".join(release.name.split()),
        "site": site.name,
        "what": "did not end" if release.end_seq else "did not go live",
        "address": domains.site_origin(site.id),
        "releases": f"{config().app_url}/sites/{site.id}/releases",
    }
    for user_id in _whom(session, release):
        send_later(kind, user_id=user_id, **details)


def _whom(session: Session, release: Release) -> Sequence[UUID]:
    """Who planned it, as long as they belong here; else the owners."""
    is_theirs = Membership.user_id == release.created_by
    query = select(Membership.user_id).where(
        Membership.tenant_id == current_tenant_id(), or_(is_theirs, Membership.role == Role.OWNER)
    )
    members = session.scalars(query).all()
    return [user_id for user_id in members if user_id == release.created_by] or members
