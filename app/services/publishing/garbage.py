"""Files that no build needs any more go away: a day old, and named by nothing that is kept or under way."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing, ObjectStore, Shelf, StoredBlob, open_store
from app.delivery.manifest import Manifest
from app.extensions import config
from app.models import Asset, BuildHold, BuildKind, BuildStatus, Preview, Site, SiteBuild
from app.services.blob_gc_lock import lock_blobs_exclusive
from app.services.publishing.preview_builds import preview_lives
from app.tenancy import current_tenant_id, platform_transaction, transaction

log = logging.getLogger("quillspace.worker")

BUILDS_KEPT = 10
"""Of each site; the one that readers see is always among them, however old."""
GRACE = timedelta(days=1)
BATCH = 500
OPEN = (BuildStatus.PENDING, BuildStatus.BUILDING)


@dataclass
class Collected:
    """What went away."""

    builds: int = 0
    files: int = 0
    bytes: int = 0


@dataclass
class Needed:
    """Names that kept builds have in their manifests. A manifest never changes, so each is read once."""

    store: ObjectStore
    read: dict[UUID, set[str]] = field(default_factory=dict)

    def of(self, build_id: UUID) -> set[str]:
        """What one build needs. A manifest that is lost needs nothing: the build cannot be shown."""
        if build_id not in self.read:
            try:
                manifest = Manifest.from_bytes(self.store.read_manifest(current_tenant_id(), build_id))
                self.read[build_id] = {each.pack or each.sha256 for each in manifest.stored()}
            except ObjectMissing:
                log.warning("The manifest of build %s is lost.", build_id)
                self.read[build_id] = set()
        return self.read[build_id]


def list_publishing_tenants() -> Sequence[UUID]:
    """Every tenant that has published something."""
    with platform_transaction() as session:
        return session.scalars(select(SiteBuild.tenant_id).distinct()).all()


def collect_garbage(*, grace: timedelta = GRACE) -> Collected:
    """Take away what the current tenant's kept builds, running builds and pictures do not name."""
    store = open_store(config().object_store_url)
    collected = Collected(builds=_clear_builds(store))
    before = datetime.now(UTC) - grace
    _clear_orphans(store, before)
    needed = Needed(store)
    for build_id in _kept_builds():
        needed.of(build_id)
    for shelf in Shelf:
        old = (each for each in store.list(current_tenant_id(), shelf=shelf) if each.stored_at < before)
        for some in _batches(old):
            _remove(store, shelf, some, needed, collected)
    return collected


def _clear_builds(store: ObjectStore) -> int:
    """Builds that are over and not kept lose their manifest; from then on nobody can go back to them."""
    with transaction() as session:
        lock_blobs_exclusive(session)
        over = select(SiteBuild.id).where(SiteBuild.cleared_at.is_(None), SiteBuild.status.not_in(OPEN))
        cleared = set(session.scalars(over)) - set(_kept(session))
        session.execute(
            update(SiteBuild).where(SiteBuild.id.in_(cleared)).values(cleared_at=func.clock_timestamp())
        )
        finished = select(SiteBuild.id).where(SiteBuild.status.not_in(OPEN))
        session.execute(delete(BuildHold).where(BuildHold.build_id.in_(finished)))
    for build_id in cleared:
        store.delete_manifest(current_tenant_id(), build_id)
    return len(cleared)


def _clear_orphans(store: ObjectStore, before: datetime) -> None:
    """Manifests of no build that can be shown: whoever was to say so, or to remove one, was stopped before that."""
    found = {each.build_id for each in store.list_manifests(current_tenant_id()) if each.stored_at < before}
    with transaction() as session:
        shown = select(SiteBuild.id).where(SiteBuild.id.in_(found), SiteBuild.cleared_at.is_(None))
        orphans = found - set(session.scalars(shown))
    for build_id in orphans:
        store.delete_manifest(current_tenant_id(), build_id)


def _kept_builds() -> Sequence[UUID]:
    with transaction() as session:
        return _kept(session)


def _kept(session: Session) -> Sequence[UUID]:
    """The newest builds of each site that readers could see, those that they do see, and previews that live."""
    place = func.row_number().over(partition_by=SiteBuild.site_id, order_by=SiteBuild.publish_seq.desc())
    ranked = (
        select(SiteBuild.id, place.label("place"))
        .where(SiteBuild.status == BuildStatus.SUCCESS, SiteBuild.cleared_at.is_(None))
        .where(SiteBuild.kind != BuildKind.PREVIEW)
        .subquery()
    )
    newest = select(ranked.c.id).where(ranked.c.place <= BUILDS_KEPT)
    live = select(Site.live_build_id).where(Site.live_build_id.is_not(None))
    previews = select(Preview.build_id).where(*preview_lives())
    return session.scalars(newest.union(live, previews)).all()


def _remove(
    store: ObjectStore, shelf: Shelf, some: Sequence[StoredBlob], needed: Needed, collected: Collected
) -> None:
    """Alone with the files, look once more what is named, and remove the rest."""
    with transaction() as session:
        lock_blobs_exclusive(session)
        named = _held(session).union(*(needed.of(build_id) for build_id in _kept(session)))
        useless = [each for each in some if each.sha256 not in named]
        if useless:
            store.delete(current_tenant_id(), *(each.sha256 for each in useless), shelf=shelf)
    collected.files += len(useless)
    collected.bytes += sum(each.size for each in useless)


def _held(session: Session) -> set[str]:
    """What builds under way are about to store, and the files of pictures, deleted ones included."""
    under_way = select(SiteBuild.id).where(SiteBuild.status.in_(OPEN))
    names = {
        name
        for held in session.scalars(select(BuildHold.names).where(BuildHold.build_id.in_(under_way)))
        for name in held
    }
    for kept, sizes in session.execute(select(Asset.sha256, Asset.sizes)):
        names |= {kept, *(size[3] for size in sizes)}
    return names


def _batches(old: Iterator[StoredBlob]) -> Iterator[Sequence[StoredBlob]]:
    some: list[StoredBlob] = []
    for each in old:
        some.append(each)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
