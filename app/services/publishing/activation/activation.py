"""Making a build live: one transaction, fenced by the lease and by the site's publication number."""

import time
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectStore
from app.delivery.manifest import manifest_hash
from app.models import BuildKind, BuildStatus, Site, SiteBuild
from app.services import history
from app.services.publishing.activation.finished_releases import record_releases
from app.services.publishing.activation.flip import flip, mark_published
from app.services.publishing.activation.preview_activation import show_preview
from app.services.publishing.build_log import pluralise
from app.services.publishing.builds import Build, read_live
from app.services.publishing.lease import Lease
from app.tenancy import transaction


def activate(lease: Lease, build: Build, store: ObjectStore, *, started: float) -> None:
    """Store the manifest and make the build live, or its preview visible. Raises LeaseLost.

    If another build went live in the meantime, retries with that build's assets. `started` is a monotonic time.
    """
    finish = show_preview if lease.kind is BuildKind.PREVIEW else go_live
    while True:
        data = build.manifest(lease.build_id).to_bytes()
        lease.renew()
        store.put_manifest(build.plan.tenant_id, lease.build_id, data)
        seconds = time.monotonic() - started
        if finish(lease, build, manifest_hash=manifest_hash(data), seconds=seconds) is not False:
            return
        build.rebase(read_live(lease.site_id, store))


def go_live(lease: Lease, build: Build, *, manifest_hash: str, seconds: float) -> bool:
    """Make the build live, or mark it superseded if a newer one is already live. Raises LeaseLost, changing nothing.

    Returns False, changing nothing, if the live build is not the one that this build was compared with.
    """
    pages = len(build.plan.pages)
    with transaction() as session:
        now = select(Site.live_build_id, Site.live_seq).where(Site.id == lease.site_id).with_for_update()
        live = session.execute(now).one()
        if live.live_seq < lease.publish_seq and live.live_build_id != build.base:
            return False
        if not flip(session, lease.site_id, lease.build_id, seq=lease.publish_seq, pages=build.plan.urls):
            _supersede(session, lease)
            return True
        lease.finish(
            session,
            message=f"Live at {build.plan.origin}: {pluralise(pages, 'page', 'pages')} in {seconds:.1f} s.",
            manifest_hash=manifest_hash,
            input_keys=build.record.to_json(),
            pages=pages,
        )
        shown = _newly_shown(build)
        mark_published(session, shown)
        record_releases(session, build.plan.selection)
        history.store_published_versions(session, shown, actor_id=_requested_by(session, lease))
    return True


def _newly_shown(build: Build) -> list[tuple[UUID, int]]:
    """Pages and shared sections whose published revision changes, as (id, revision)."""
    changed = {page.id for page in build.changed}
    pages = [
        (page.id, page.revision)
        for page in (*build.plan.pages, *([build.plan.not_found] if build.plan.not_found else []))
        if page.id in changed or page.revision != page.published_revision
    ]
    rows = build.plan.sections.rows
    sections = [
        (rows[section].id, revision)
        for section, revision in build.record.sections.items()
        if revision != rows[section].published_revision
    ]
    return pages + sections


def _requested_by(session: Session, lease: Lease) -> UUID | None:
    return session.scalar(select(SiteBuild.requested_by).where(SiteBuild.id == lease.build_id))


def _live_kind(session: Session, lease: Lease) -> str:
    live = (SiteBuild.tenant_id == Site.tenant_id) & (SiteBuild.id == Site.live_build_id)
    kind = session.scalar(select(SiteBuild.kind).join(Site, live).where(Site.id == lease.site_id))
    return "A rollback to an earlier publication" if kind == BuildKind.ROLLBACK else "A newer publication"


def _supersede(session: Session, lease: Lease) -> None:
    lease.write(
        session,
        message=f"{_live_kind(session, lease)} is already live, so this one was skipped.",
        status=BuildStatus.SUPERSEDED,
        lease_until=None,
        completed_at=func.clock_timestamp(),
    )
