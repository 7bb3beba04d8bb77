"""The one step in which readers see a build: fenced by the lease and by the site's number, or not at all."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.models import BuildKind, BuildStatus, EdgeEvent, Site, SiteBuild
from app.services import history
from app.services.publishing.activation.moved_addresses import note_left
from app.services.publishing.build import Draft
from app.services.publishing.build_log import counted
from app.services.publishing.lease import Lease
from app.tenancy import current_tenant_id, transaction

BUILD_EVENT = "build"
PUBLISHED = text("""
UPDATE pages SET published_revision = made.revision, published_at = now()
FROM unnest(CAST(:ids AS uuid[]), CAST(:revisions AS bigint[])) AS made (id, revision)
WHERE pages.tenant_id = :tenant AND pages.id = made.id
""")


def go_live(lease: Lease, draft: Draft, *, manifest_hash: str, seconds: float) -> bool:
    """Show the build to readers, unless a newer one is live already. Raises LeaseLost, changing nothing.

    False, changing nothing, when readers have seen a build meanwhile that this one does not follow.
    """
    pages = len(draft.plan.pages)
    with transaction() as session:
        now = select(Site.live_build_id, Site.live_seq).where(Site.id == lease.site_id).with_for_update()
        live = session.execute(now).one()
        if live.live_seq < lease.publish_seq and live.live_build_id != draft.base:
            return False
        if not flip(session, lease.site_id, lease.build_id, seq=lease.publish_seq, pages=draft.plan.urls):
            _stand_back(session, lease)
            return True
        lease.finish(
            session,
            words=f"Live at {draft.plan.origin}: {counted(pages, 'page', 'pages')} in {seconds:.1f} s.",
            manifest_hash=manifest_hash,
            input_keys=draft.state.to_json(),
            pages=pages,
        )
        shown = _newly_shown(draft)
        mark_published(session, shown)
        draft.plan.choice.note(session)
        history.keep_published(session, shown, actor_id=_who_asked(session, lease))
    return True


def flip(session: Session, site_id: UUID, build_id: UUID, *, seq: int, pages: Mapping[str, str]) -> bool:
    """Point the site at a build and tell the edges; False when a newer build is live.

    `pages` has the address of each page in the build by its id.
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
    note_left(session, site_id, before=before.live_build_id, now=pages, seq=seq)
    session.add(EdgeEvent(kind=BUILD_EVENT, site_id=site_id, build_id=build_id))
    return True


def mark_published(session: Session, revisions: Sequence[tuple[UUID, int]]) -> None:
    """Note on the pages which of their revisions readers see."""
    if revisions:
        ids, numbers = zip(*revisions, strict=True)
        given = {"tenant": current_tenant_id(), "ids": list(ids), "revisions": list(numbers)}
        session.execute(PUBLISHED, given)


def _newly_shown(draft: Draft) -> list[tuple[UUID, int]]:
    """Pages and shared sections of which readers see something new."""
    changed = {page.id for page in draft.changed}
    pages = [
        (page.id, page.revision)
        for page in (*draft.plan.pages, *([draft.plan.missing] if draft.plan.missing else []))
        if page.id in changed or page.revision != page.published_revision
    ]
    rows = draft.plan.sections.rows
    sections = [
        (rows[section].id, revision)
        for section, revision in draft.state.sections.items()
        if revision != rows[section].published_revision
    ]
    return pages + sections


def _who_asked(session: Session, lease: Lease) -> UUID | None:
    return session.scalar(select(SiteBuild.requested_by).where(SiteBuild.id == lease.build_id))


def _live_one(session: Session, lease: Lease) -> str:
    live = (SiteBuild.tenant_id == Site.tenant_id) & (SiteBuild.id == Site.live_build_id)
    kind = session.scalar(select(SiteBuild.kind).join(Site, live).where(Site.id == lease.site_id))
    return (
        "An earlier publication that somebody went back to"
        if kind == BuildKind.ROLLBACK
        else "A newer publication"
    )


def _stand_back(session: Session, lease: Lease) -> None:
    lease.write(
        session,
        words=f"{_live_one(session, lease)} is live already, so this one was left out.",
        status=BuildStatus.SUPERSEDED,
        lease_until=None,
        completed_at=func.clock_timestamp(),
    )
