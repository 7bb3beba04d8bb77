"""Rollback to an earlier build: the same flip, but within the request, without a worker or the queue."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing, StoreError, open_store
from app.delivery.manifest import Manifest, manifest_hash
from app.errors import Conflict, DomainError, NotFound, Unavailable
from app.extensions import config
from app.models import BuildKind, BuildStatus, Page, PageKind, Release, Site, SiteBuild
from app.services import audit
from app.services.blob_gc_lock import lock_blobs_shared
from app.services.publishing.activation.flip import flip, mark_published
from app.services.publishing.activation.moved_addresses import address_of
from app.services.publishing.build_log import WHO, line
from app.services.publishing.requests import new_build, request_release
from app.tenancy import current_tenant_id, transaction

GONE = "The files of this publication are no longer available."


@dataclass(frozen=True)
class Copy:
    """An earlier build's manifest, stored under the id of a new build."""

    target: SiteBuild
    build_id: UUID
    manifest_hash: str

    def claim(self, session: Session) -> None:
        """Protect the files from deletion until the transaction ends. Raises Conflict if they have been deleted."""
        lock_blobs_shared(session)
        if session.scalar(select(SiteBuild.cleared_at).where(SiteBuild.id == self.target.id)):
            raise Conflict(GONE)


def roll_back(site_id: UUID, build_id: UUID) -> SiteBuild:
    """Make an earlier build live again; drafts are not changed.

    Raises NotFound, Conflict if its files were deleted, or Unavailable while the store does not respond.
    """
    with copied_manifest(site_id, build_id) as copy, transaction() as session:
        copy.claim(session)
        target = copy.target
        build = new_build(session, site_id, kind=BuildKind.ROLLBACK, build_id=copy.build_id)
        pages = target.input_keys["pages"]
        build.status = BuildStatus.SUCCESS
        # A rollback to a rollback targets the publication that the earlier rollback restored.
        build.target_build_id = target.target_build_id or target.id
        build.manifest_hash = copy.manifest_hash
        build.input_keys = target.input_keys
        build.pages_total = build.pages_done = len(pages)
        build.started_at = build.completed_at = session.scalar(select(func.clock_timestamp()))
        build.build_log = line(f"{WHO} restored an earlier publication.")
        session.flush()
        live_seq = session.scalar(select(Site.live_seq).where(Site.id == site_id)) or 0
        addresses = {page_id: address_of(record[0]) for page_id, record in pages.items()}
        flip(session, site_id, build.id, seq=build.publish_seq, pages=addresses)
        shown = {page_id: record[2] for page_id, record in pages.items()} | target.input_keys.get(
            "sections", {}
        )
        mark_published(session, [(UUID(page_id), revision) for page_id, revision in shown.items()])
        _unpublish_others(session, site_id, shown=[UUID(page_id) for page_id in pages])
        _renew_release_requests(session, site_id, after=live_seq, seq=build.publish_seq)
        audit.record("site.roll_back", site_id, build=str(build.id), target=str(target.id))
    return build


def _renew_release_requests(session: Session, site_id: UUID, *, after: int, seq: int) -> None:
    """Repeat the requests of releases whose beginning or end is not live yet, so that they follow the rollback."""
    begins, ends = (
        step.between(after + 1, seq) & Release.is_watched & (Release.site_id == site_id)
        for step in (Release.start_seq, Release.end_seq)
    )
    waiting = session.scalars(select(Release).where(begins | ends).order_by(Release.start_seq)).all()
    if not waiting:
        return
    names = " and ".join(f"“{release.name}”" for release in waiting)
    message = f"Someone restored an earlier publication. Publishing continues with {names}."
    build = request_release(session, site_id, message=message, release_id=waiting[-1].id)
    session.execute(update(Release).where(begins).values(start_seq=build.publish_seq))
    session.execute(update(Release).where(ends).values(end_seq=build.publish_seq))


@contextmanager
def copied_manifest(site_id: UUID, target_id: UUID) -> Iterator[Copy]:
    """Store an earlier build's manifest under a new id, without holding a row lock during store requests.

    The copy is deleted if the block raises a DomainError. Raises NotFound, Conflict or Unavailable.
    """
    target, build_id, tenant_id = finished_build(site_id, target_id), uuid4(), current_tenant_id()
    store = open_store(config().object_store_url)
    try:
        manifest = Manifest.from_bytes(store.read_manifest(tenant_id, target.id))
        data = replace(manifest, build_id=build_id).to_bytes()
        store.put_manifest(tenant_id, build_id, data)
    except ObjectMissing as error:
        raise Conflict(GONE) from error
    except StoreError as error:
        raise Unavailable(error.user_message) from error
    try:
        yield Copy(target, build_id, manifest_hash(data))
    except DomainError:
        with suppress(StoreError):
            store.delete_manifest(tenant_id, build_id)
        raise


def _unpublish_others(session: Session, site_id: UUID, *, shown: Collection[UUID]) -> None:
    """Unpublish pages that only later builds had. The 404 page is skipped, because builds do not list it."""
    missing = select(Site.missing_page_id).where(Site.id == site_id)
    session.execute(
        update(Page)
        .where(
            Page.site_id == site_id,
            Page.kind == PageKind.PAGE,
            Page.published_revision.is_not(None),
            Page.id.not_in(shown),
            Page.id.is_distinct_from(missing.scalar_subquery()),
        )
        .values(published_revision=None, updated_at=Page.updated_at)
    )


def finished_build(site_id: UUID, build_id: UUID) -> SiteBuild:
    """A successful publication. Raises NotFound, or Conflict if its files were deleted."""
    query = select(SiteBuild).where(
        SiteBuild.id == build_id,
        SiteBuild.site_id == site_id,
        SiteBuild.status == BuildStatus.SUCCESS,
        SiteBuild.kind != BuildKind.PREVIEW,
    )
    with transaction() as session:
        build = session.scalar(query)
    if build is None:
        raise NotFound("We couldn’t find that publication.")
    if build.cleared_at:
        raise Conflict(GONE)
    return build
