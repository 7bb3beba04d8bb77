"""Garbage collection of stored files that are older than a day and that no build or picture still needs."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectKind, ObjectMissing, ObjectStore, StoredBlob, open_store
from app.delivery.manifest import Manifest
from app.extensions import config
from app.models import Asset, BuildHold, BuildKind, BuildStatus, OutboxMessage, Preview, Site, SiteBuild
from app.services.blob_gc_lock import lock_blobs_exclusive
from app.services.publishing.requests import active_preview_filter
from app.tenancy import current_tenant_id, platform_transaction, transaction

log = logging.getLogger("quillspace.worker")

GARBAGE_TOPIC = "garbage"
RETAINED_BUILDS = 10
"""Number of builds retained per site. The live build is always retained, however old it is."""
GRACE = timedelta(days=1)
BATCH = 500
OPEN = (BuildStatus.PENDING, BuildStatus.BUILDING)


@dataclass
class Collected:
    """The number of deleted objects and their total size."""

    builds: int = 0
    files: int = 0
    bytes: int = 0


@dataclass
class NamedFiles:
    """The file names in the manifests of retained builds. A manifest never changes, so each one is read only once."""

    store: ObjectStore
    read: dict[UUID, set[str]] = field(default_factory=dict)

    def of(self, build_id: UUID) -> set[str]:
        """The files of one build; none if its manifest is missing, because the build cannot be shown then."""
        if build_id not in self.read:
            try:
                manifest = Manifest.from_bytes(self.store.read_manifest(current_tenant_id(), build_id))
                self.read[build_id] = {each.pack or each.sha256 for each in manifest.stored()}
            except ObjectMissing:
                log.warning("The manifest of build %s is missing.", build_id)
                self.read[build_id] = set()
        return self.read[build_id]


def list_due_collections() -> Sequence[UUID]:
    """Ids of all tenants that have published something, and whose last collection was not requested today."""
    today = func.date_trunc("day", func.now(), "UTC")
    requested = select(OutboxMessage.id).where(
        OutboxMessage.tenant_id == SiteBuild.tenant_id,
        OutboxMessage.topic == GARBAGE_TOPIC,
        OutboxMessage.created_at >= today,
    )
    with platform_transaction() as session:
        return session.scalars(select(SiteBuild.tenant_id).distinct().where(~requested.exists())).all()


def request_collection() -> None:
    """Request a collection of the current tenant's files."""
    with transaction() as session:
        session.add(OutboxMessage(topic=GARBAGE_TOPIC, payload={}))


def collect_garbage(*, grace: timedelta = GRACE) -> Collected:
    """Delete the current tenant's files that no retained build, running build or picture needs."""
    store = open_store(config().object_store_url)
    collected = Collected(builds=_clear_builds(store))
    before = datetime.now(UTC) - grace
    _clear_orphans(store, before)
    named = NamedFiles(store)
    for build_id in _kept_builds():
        named.of(build_id)
    for kind in ObjectKind:
        old = (each for each in store.list(current_tenant_id(), kind=kind) if each.stored_at < before)
        for some in _batches(old):
            _remove(store, kind, some, named, collected)
    return collected


def _clear_builds(store: ObjectStore) -> int:
    """Delete the manifests of finished builds that are not retained; it is then impossible to roll back to them."""
    with transaction() as session:
        lock_blobs_exclusive(session)
        over = select(SiteBuild.id).where(SiteBuild.cleared_at.is_(None), SiteBuild.status.not_in(OPEN))
        cleared = set(session.scalars(over)) - set(_retained(session))
        session.execute(
            update(SiteBuild).where(SiteBuild.id.in_(cleared)).values(cleared_at=func.clock_timestamp())
        )
        finished = select(SiteBuild.id).where(SiteBuild.status.not_in(OPEN))
        session.execute(delete(BuildHold).where(BuildHold.build_id.in_(finished)))
    for build_id in cleared:
        store.delete_manifest(current_tenant_id(), build_id)
    return len(cleared)


def _clear_orphans(store: ObjectStore, before: datetime) -> None:
    """Delete manifests that were left behind by interrupted processes and belong to no build that can be shown."""
    found = {each.build_id for each in store.list_manifests(current_tenant_id()) if each.stored_at < before}
    with transaction() as session:
        shown = select(SiteBuild.id).where(SiteBuild.id.in_(found), SiteBuild.cleared_at.is_(None))
        orphans = found - set(session.scalars(shown)) - set(_retained(session))
    for build_id in orphans:
        store.delete_manifest(current_tenant_id(), build_id)


def _kept_builds() -> Sequence[UUID]:
    with transaction() as session:
        return _retained(session)


def _retained(session: Session) -> Sequence[UUID]:
    """The ids of each site's newest builds, of the live builds, and of the builds of active previews."""
    place = func.row_number().over(partition_by=SiteBuild.site_id, order_by=SiteBuild.publish_seq.desc())
    ranked = (
        select(SiteBuild.id, place.label("place"))
        .where(SiteBuild.status == BuildStatus.SUCCESS, SiteBuild.cleared_at.is_(None))
        .where(SiteBuild.kind != BuildKind.PREVIEW)
        .subquery()
    )
    newest = select(ranked.c.id).where(ranked.c.place <= RETAINED_BUILDS)
    live = select(Site.live_build_id).where(Site.live_build_id.is_not(None))
    previews = select(Preview.build_id).where(*active_preview_filter())
    return session.scalars(newest.union(live, previews)).all()


def _remove(
    store: ObjectStore, kind: ObjectKind, some: Sequence[StoredBlob], named: NamedFiles, collected: Collected
) -> None:
    """Under the exclusive lock, read again which files are in use, and delete the rest of `some`."""
    with transaction() as session:
        lock_blobs_exclusive(session)
        in_use = _reserved(session).union(*(named.of(build_id) for build_id in _retained(session)))
        garbage = [each for each in some if each.sha256 not in in_use]
        if garbage:
            store.delete(current_tenant_id(), *(each.sha256 for each in garbage), kind=kind)
    collected.files += len(garbage)
    collected.bytes += sum(each.size for each in garbage)


def _reserved(session: Session) -> set[str]:
    """Files that unfinished builds are about to store, and files of pictures, including deleted ones."""
    under_way = select(SiteBuild.id).where(SiteBuild.status.in_(OPEN))
    names = {
        name
        for reserved in session.scalars(select(BuildHold.names).where(BuildHold.build_id.in_(under_way)))
        for name in reserved
    }
    for sha256, sizes in session.execute(select(Asset.sha256, Asset.sizes)):
        names |= {sha256, *(size[3] for size in sizes)}
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
