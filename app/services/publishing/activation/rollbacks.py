"""Back to an earlier build: the same flip, done at once, with neither worker nor queue."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing, StoreTrouble, open_store
from app.delivery.manifest import Manifest, manifest_hash
from app.errors import Conflict, DomainError, NotFound, Unavailable
from app.extensions import config
from app.models import BuildKind, BuildStatus, Page, PageKind, Release, Site, SiteBuild
from app.services import audit
from app.services.blob_gc_lock import lock_blobs_shared
from app.services.publishing.activation.activation import flip, mark_published
from app.services.publishing.activation.moved_addresses import address_of
from app.services.publishing.build_log import WHO, line
from app.services.publishing.requests import new_build, request_release
from app.tenancy import current_tenant_id, transaction

GONE = "The files of this publication are not kept any more."


@dataclass(frozen=True)
class Copy:
    """An earlier build's manifest, stored under the name of a build to come."""

    target: SiteBuild
    build_id: UUID
    manifest_hash: str

    def claim(self, session: Session) -> None:
        """Until the transaction ends the files stay. Raises Conflict when they were taken away meanwhile."""
        lock_blobs_shared(session)
        if session.scalar(select(SiteBuild.cleared_at).where(SiteBuild.id == self.target.id)):
            raise Conflict(GONE)


def roll_back(site_id: UUID, build_id: UUID) -> SiteBuild:
    """Show readers an earlier build again; the pages being edited stay as they are.

    Raises NotFound, Conflict when its files are gone, or Unavailable while the store does not answer.
    """
    with copied(site_id, build_id) as copy, transaction() as session:
        copy.claim(session)
        target = copy.target
        build = new_build(session, site_id, kind=BuildKind.ROLLBACK, build_id=copy.build_id)
        pages = target.input_keys["pages"]
        build.status = BuildStatus.SUCCESS
        # Whoever goes back to a way back means the publication that it showed.
        build.target_build_id = target.target_build_id or target.id
        build.manifest_hash = copy.manifest_hash
        build.input_keys = target.input_keys
        build.pages_total = build.pages_done = len(pages)
        build.started_at = build.completed_at = session.scalar(select(func.clock_timestamp()))
        build.build_log = line(f"{WHO} went back to an earlier publication.")
        session.flush()
        live_seq = session.scalar(select(Site.live_seq).where(Site.id == site_id)) or 0
        addresses = {page_id: address_of(record[0]) for page_id, record in pages.items()}
        flip(session, site_id, build.id, seq=build.publish_seq, pages=addresses)
        shown = {page_id: record[2] for page_id, record in pages.items()} | target.input_keys.get(
            "sections", {}
        )
        mark_published(session, [(UUID(page_id), revision) for page_id, revision in shown.items()])
        _mark_unseen(session, site_id, shown=[UUID(page_id) for page_id in pages])
        _carry_on_releases(session, site_id, after=live_seq, seq=build.publish_seq)
        audit.record("site.roll_back", site_id, build=str(build.id), target=str(target.id))
    return build


def _carry_on_releases(session: Session, site_id: UUID, *, after: int, seq: int) -> None:
    """A release that was asked to begin or end and that nobody has seen yet does so after the way back."""
    begins, ends = (
        step.between(after + 1, seq) & Release.is_watched & (Release.site_id == site_id)
        for step in (Release.start_seq, Release.end_seq)
    )
    waiting = session.scalars(select(Release).where(begins | ends).order_by(Release.start_seq)).all()
    if not waiting:
        return
    names = " and ".join(f"“{release.name}”" for release in waiting)
    words = f"Somebody went back to an earlier publication; {names} goes on after it."
    build = request_release(session, site_id, words=words, release_id=waiting[-1].id)
    session.execute(update(Release).where(begins).values(start_seq=build.publish_seq))
    session.execute(update(Release).where(ends).values(end_seq=build.publish_seq))


@contextmanager
def copied(site_id: UUID, target_id: UUID) -> Iterator[Copy]:
    """An earlier build as another one; nobody's row is held while the store is spoken to.

    Raises NotFound, Conflict or Unavailable. What a refusal leaves behind is taken away.
    """
    target, build_id, tenant_id = finished_build(site_id, target_id), uuid4(), current_tenant_id()
    store = open_store(config().object_store_url)
    try:
        manifest = Manifest.from_bytes(store.read_manifest(tenant_id, target.id))
        data = replace(manifest, build_id=build_id).to_bytes()
        store.put_manifest(tenant_id, build_id, data)
    except ObjectMissing as error:
        raise Conflict(GONE) from error
    except StoreTrouble as error:
        raise Unavailable(error.told) from error
    try:
        yield Copy(target, build_id, manifest_hash(data))
    except DomainError:
        with suppress(StoreTrouble):
            store.delete_manifest(tenant_id, build_id)
        raise


def _mark_unseen(session: Session, site_id: UUID, *, shown: Collection[UUID]) -> None:
    """Pages that only later builds had: nobody sees them now. The page for what is not there is in no list."""
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
    """A build that readers saw. Raises NotFound, or Conflict when its files are gone."""
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
    if build.cleared_at:
        raise Conflict(GONE)
    return build
