"""Activating previews: a finished build under a hostname of its own, or a copy of an earlier build."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models import BuildStatus, EdgeEvent, Preview, SiteBuild
from app.services.publishing.activation.rollbacks import Copy
from app.services.publishing.build_log import pluralise
from app.services.publishing.builds import Build
from app.services.publishing.lease import Lease
from app.services.publishing.requests import new_preview_build
from app.tenancy import transaction

PREVIEW_EVENT = "preview"


def show_preview(lease: Lease, build: Build, *, manifest_hash: str, seconds: float) -> bool:
    """Mark the preview ready and notify the edges. Raises LeaseLost, changing nothing."""
    pages = len(build.plan.pages)
    with transaction() as session:
        lease.finish(
            session,
            message=f"Ready: {pluralise(pages, 'page', 'pages')} in {seconds:.1f} s.",
            manifest_hash=manifest_hash,
            input_keys=build.record.to_json(),
            pages=pages,
        )
        shown = (
            update(Preview)
            .where(Preview.build_id == lease.build_id)
            .values(ready_at=func.clock_timestamp())
            .returning(Preview.id, Preview.hostname)
        )
        for preview_id, hostname in session.execute(shown).all():
            notify_edges(session, preview_id, hostname)
    return True


def insert_copied_build(session: Session, copy: Copy) -> SiteBuild:
    """Insert a finished preview build with the files of an earlier build. Raises Conflict if they were deleted.

    It needs an id of its own, because an edge keeps password-protected pages in the folder of the live build.
    """
    copy.claim(session)
    build = new_preview_build(session, copy.target.site_id, BuildStatus.SUCCESS, build_id=copy.build_id)
    build.target_build_id = copy.target.id
    build.manifest_hash = copy.manifest_hash
    build.started_at = build.completed_at = session.scalar(select(func.clock_timestamp()))
    return build


def notify_edges(session: Session, preview_id: UUID, hostname: str) -> None:
    """Queue an event for the edges, which treat a preview as a site that has the preview's id."""
    session.add(EdgeEvent(kind=PREVIEW_EVENT, site_id=preview_id, hostname=hostname))
