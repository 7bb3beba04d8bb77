"""Back to an earlier build: the same flip, done at once, with neither worker nor queue."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing, ObjectStore, open_store
from app.adapters.object_store.manifest import Manifest, manifest_hash
from app.errors import Conflict, NotFound
from app.extensions import config
from app.models import BuildKind, BuildStatus, SiteBuild
from app.services import audit
from app.services.publishing.addresses import address_of
from app.services.publishing.live import flip, mark_published
from app.services.publishing.log import line
from app.services.publishing.requests import new_build
from app.services.store_lock import share_store
from app.tenancy import current_tenant_id, transaction


def roll_back(site_id: UUID, build_id: UUID) -> SiteBuild:
    """Show readers an earlier build again; the pages being edited stay as they are.

    Raises NotFound, or Conflict when its files are gone.
    """
    target = finished_build(site_id, build_id)
    store = open_store(config().object_store_url)
    with transaction() as session:
        share_store(session)
        manifest = read_manifest(session, target, store)
        build = new_build(session, site_id, kind=BuildKind.ROLLBACK)
        data = replace(manifest, build_id=build.id).to_bytes()
        store.put_manifest(current_tenant_id(), build.id, data)
        pages = target.input_keys["pages"]
        build.status = BuildStatus.SUCCESS
        build.target_build_id = target.id
        build.manifest_hash = manifest_hash(data)
        build.input_keys = target.input_keys
        build.pages_total = build.pages_done = len(pages)
        build.started_at = build.completed_at = session.scalar(select(func.clock_timestamp()))
        build.build_log = line(f"Back to how the site was on {target.created_at:%d %B %Y at %H:%M}.")
        session.flush()
        addresses = {page_id: address_of(record[0]) for page_id, record in pages.items()}
        flip(session, site_id, build.id, seq=build.publish_seq, pages=addresses)
        shown = {page_id: record[2] for page_id, record in pages.items()} | target.input_keys.get(
            "sections", {}
        )
        mark_published(session, [(UUID(page_id), revision) for page_id, revision in shown.items()])
        audit.record("site.roll_back", site_id, build=str(build.id), target=str(target.id))
    return build


def read_manifest(session: Session, target: SiteBuild, store: ObjectStore) -> Manifest:
    """What the build shows, as long as its files are kept. Raises Conflict."""
    try:
        if session.scalar(select(SiteBuild.cleared_at).where(SiteBuild.id == target.id)) is None:
            return Manifest.from_bytes(store.read_manifest(current_tenant_id(), target.id))
    except ObjectMissing:
        pass
    raise Conflict("The files of this publication are not kept any more.")


def finished_build(site_id: UUID, build_id: UUID) -> SiteBuild:
    """A build that readers saw. Raises NotFound."""
    query = select(SiteBuild).where(
        SiteBuild.id == build_id,
        SiteBuild.site_id == site_id,
        SiteBuild.status == BuildStatus.SUCCESS,
        SiteBuild.kind != BuildKind.PREVIEW,
    )
    with transaction() as session:
        build = session.scalar(query)
    if build is None:
        raise NotFound("We could not find that publication.")
    return build
