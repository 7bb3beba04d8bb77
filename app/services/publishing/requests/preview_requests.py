"""Requesting a build for a preview: like a publication of all drafts, but never shown to readers of the site."""

from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from app.models import BuildKind, BuildStatus, OutboxMessage, Preview, SiteBuild
from app.services.publishing.build_log import WHO, line
from app.services.publishing.requests.publications import TOPIC, was_large
from app.tenancy import current_scope


def request_preview_build(session: Session, site_id: UUID) -> SiteBuild:
    """Queue a build for a preview of the site."""
    build = new_preview_build(session, site_id, BuildStatus.PENDING)
    build.build_log = line(f"{WHO} created a preview.")
    session.add(OutboxMessage(topic=TOPIC, payload={"build_id": str(build.id)}))
    return build


def new_preview_build(
    session: Session, site_id: UUID, status: BuildStatus, *, build_id: UUID | None = None
) -> SiteBuild:
    """Insert a preview's build, which has no publication number and does not supersede other builds."""
    scope = current_scope()
    build = SiteBuild(
        id=build_id or uuid4(),
        site_id=site_id,
        publish_seq=0,
        kind=BuildKind.PREVIEW,
        status=status,
        is_large=was_large(),
        requested_by=scope.user_id,
        on_behalf_of=scope.on_behalf_of,
    )
    session.add(build)
    session.flush()
    return build


def active_preview_filter() -> tuple[ColumnElement[bool], ...]:
    """The SQL conditions for previews that are neither revoked nor expired."""
    return Preview.revoked_at.is_(None), Preview.expires_at > func.now()
