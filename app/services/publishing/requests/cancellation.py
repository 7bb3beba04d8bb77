"""Stopping a publication: its row is marked, so its worker loses the lease and cannot make the build live."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.models import BuildKind, BuildStatus, Site, SiteBuild
from app.services import audit
from app.services.publishing.build_log import line
from app.services.publishing.requests.publications import request_release
from app.tenancy import current_scope, transaction

OPEN = (BuildStatus.PENDING, BuildStatus.BUILDING)
TOO_LATE = (
    "It went live a moment before you stopped it. You can restore the previous publication at any time."
)
OF_RELEASE = (
    "This publication belongs to a release, which goes live automatically. You’ll find it under Releases."
)


def stop_publication(build_id: UUID) -> None:
    """Stop an unfinished publication, and older unfinished ones of its site. The live build stays live.

    Idempotent. Raises NotFound, or Conflict if the publication is already live or belongs to a release.
    """
    with transaction() as session:
        build = _lock(session, build_id)
        if build.status == BuildStatus.SUCCESS:
            raise Conflict(TOO_LATE)
        if build.kind == BuildKind.RELEASE:
            raise Conflict(OF_RELEASE)
        if build.status not in OPEN:
            return
        _stop(session, build)
        _renew_release_request(session, build)
        audit.record("site.publish_stop", build.site_id, build=str(build.id))


def _lock(session: Session, build_id: UUID) -> SiteBuild:
    """Lock the build's site, as every flip does, and then the build."""
    of_readers = SiteBuild.kind != BuildKind.PREVIEW
    site_id = session.scalar(select(SiteBuild.site_id).where(SiteBuild.id == build_id, of_readers))
    if site_id is None:
        raise NotFound("We couldn’t find that publication.")
    session.execute(select(Site.id).where(Site.id == site_id).with_for_update())
    query = select(SiteBuild).where(SiteBuild.id == build_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _stop(session: Session, build: SiteBuild) -> None:
    session.execute(
        update(SiteBuild)
        .where(
            SiteBuild.site_id == build.site_id,
            SiteBuild.kind == BuildKind.PUBLISH,
            SiteBuild.status.in_(OPEN),
            SiteBuild.publish_seq <= build.publish_seq,
        )
        .values(
            status=BuildStatus.STOPPED,
            stopped_by=current_scope().user_id,
            lease_until=None,
            completed_at=func.clock_timestamp(),
            build_log=SiteBuild.build_log + line("Stopped before readers saw it."),
        )
    )


def _renew_release_request(session: Session, build: SiteBuild) -> None:
    """Request a release again if it would have gone live with the stopped publication."""
    live_seq = session.scalar(select(Site.live_seq).where(Site.id == build.site_id)) or 0
    of_site = SiteBuild.site_id == build.site_id
    overtaken = select(SiteBuild.release_id).where(
        of_site,
        SiteBuild.kind == BuildKind.RELEASE,
        SiteBuild.status == BuildStatus.SUPERSEDED,
        SiteBuild.publish_seq.between(live_seq + 1, build.publish_seq),
    )
    newer = select(SiteBuild.id).where(
        of_site, SiteBuild.publish_seq > build.publish_seq, SiteBuild.status.in_(OPEN)
    )
    releases = session.scalars(overtaken.order_by(SiteBuild.publish_seq)).all()
    if releases and not session.scalar(select(newer.exists())):
        request_release(
            session,
            build.site_id,
            message="A publication was stopped; the release it contained will still go live.",
            release_id=releases[-1],
        )
