"""Pointing a site at another build, for publications and rollbacks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.models import EdgeEvent, Site
from app.services.publishing.activation.moved_addresses import record_moved
from app.tenancy import current_tenant_id

BUILD_EVENT = "build"
PUBLISHED = text("""
UPDATE pages SET published_revision = shown.revision, published_at = now()
FROM unnest(CAST(:ids AS uuid[]), CAST(:revisions AS bigint[])) AS shown (id, revision)
WHERE pages.tenant_id = :tenant AND pages.id = shown.id
""")


def flip(session: Session, site_id: UUID, build_id: UUID, *, seq: int, pages: Mapping[str, str]) -> bool:
    """Point the site at a build and notify the edges; return False if a newer build is live.

    `pages` maps page ids to URL paths in the build.
    """
    query = select(Site.live_build_id).where(Site.id == site_id, Site.live_seq < seq).with_for_update()
    before = session.execute(query).one_or_none()
    if before is None:
        return False
    session.execute(
        update(Site)
        .where(Site.id == site_id)
        .values(live_build_id=build_id, live_seq=seq, updated_at=Site.updated_at)
    )
    record_moved(session, site_id, before=before.live_build_id, now=pages, seq=seq)
    session.add(EdgeEvent(kind=BUILD_EVENT, site_id=site_id, build_id=build_id))
    return True


def mark_published(session: Session, revisions: Sequence[tuple[UUID, int]]) -> None:
    """Set the published revision of these pages and sections, given as (id, revision)."""
    if revisions:
        ids, numbers = zip(*revisions, strict=True)
        session.execute(
            PUBLISHED, {"tenant": current_tenant_id(), "ids": list(ids), "revisions": list(numbers)}
        )
