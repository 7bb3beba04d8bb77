"""Stopping a publication: a word in its row, which its worker meets at its next step and cannot flip past."""

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
    "It was live a moment before you stopped it. You can go back to the publication before it at any time."
)
OF_RELEASE = "This one belongs to a release, which goes live by itself. You find it under Releases."


def stop_publication(build_id: UUID) -> None:
    """End a publication that waits or is being made, and older ones of its site that are not over either.

    What readers see stays. Harmless when it is over already, unless it is live. Raises NotFound or Conflict.
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
        _carry_on_releases(session, build)
        audit.record("site.publish_stop", build.site_id, build=str(build.id))


def _lock(session: Session, build_id: UUID) -> SiteBuild:
    """The build, with its site locked first as every flip does: from here on neither changes."""
    of_readers = SiteBuild.kind != BuildKind.PREVIEW
    site_id = session.scalar(select(SiteBuild.site_id).where(SiteBuild.id == build_id, of_readers))
    if site_id is None:
        raise NotFound("We could not find that publication.")
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


def _carry_on_releases(session: Session, build: SiteBuild) -> None:
    """A release that fell due beside the publication would have gone live with it; now it does so by itself."""
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
            words="A publication was stopped; the release with it goes live.",
            release_id=releases[-1],
        )
