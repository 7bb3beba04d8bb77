"""The publication before the live one."""

from uuid import UUID

from sqlalchemy import select

from app.errors import NotFound
from app.models import BuildKind, BuildStatus, Site, SiteBuild
from app.tenancy import transaction


def find_previous_build(site_id: UUID) -> UUID:
    """The newest retained publication before the live one, or before the one that a live rollback restored.

    Raises NotFound.
    """
    with transaction() as session:
        live = session.scalar(
            select(SiteBuild).join(Site, Site.live_build_id == SiteBuild.id).where(Site.id == site_id)
        )
        while live and live.target_build_id:
            live = session.scalar(select(SiteBuild).where(SiteBuild.id == live.target_build_id))
        query = select(SiteBuild.id).where(
            SiteBuild.site_id == site_id,
            SiteBuild.status == BuildStatus.SUCCESS,
            SiteBuild.kind.in_([BuildKind.PUBLISH, BuildKind.RELEASE]),
            SiteBuild.cleared_at.is_(None),
            SiteBuild.publish_seq < (live.publish_seq if live else 0),
        )
        found = session.scalar(query.order_by(SiteBuild.publish_seq.desc()).limit(1))
    if found is None:
        raise NotFound("There’s no earlier publication to restore.")
    return found
