"""Builds for previews: made like a publication of all drafts, but readers of the site never see them."""

from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectStore
from app.models import BuildHold, BuildKind, BuildStatus, EdgeEvent, OutboxMessage, Preview, Site, SiteBuild
from app.services.blob_gc_lock import lock_blobs_shared
from app.services.publishing.activation import Copy
from app.services.publishing.build import Draft
from app.services.publishing.build_log import WHO, counted, line
from app.services.publishing.lease import Lease
from app.services.publishing.planning import (
    Choosing,
    State,
    choose_page,
    choose_release,
    read_live,
    read_plan,
    read_state,
)
from app.services.publishing.requests import TOPIC
from app.tenancy import current_scope, transaction

PREVIEW_EVENT = "preview"


def request_preview_build(session: Session, site_id: UUID) -> SiteBuild:
    """Have the site made as it is written now, beside all publications."""
    build = _new_build(session, site_id, BuildStatus.PENDING)
    build.build_log = line(f"{WHO} asked for a preview.")
    session.add(OutboxMessage(topic=TOPIC, payload={"build_id": str(build.id)}))
    return build


def keep_copy(session: Session, copy: Copy) -> SiteBuild:
    """The same files as an earlier build, under a name of their own. Raises Conflict.

    Of its own, because an edge keeps pages with a password apart in the folder of the build that readers see.
    """
    copy.claim(session)
    build = _new_build(session, copy.target.site_id, BuildStatus.SUCCESS, build_id=copy.build_id)
    build.target_build_id = copy.target.id
    build.manifest_hash = copy.manifest_hash
    build.started_at = build.completed_at = session.scalar(select(func.clock_timestamp()))
    return build


def draft_preview(lease: Lease, store: ObjectStore) -> Draft:
    """What is to be made: beside what is live, or beside the same preview where that was made since.

    Raises NotFound when the release that it shows was called off, or the one page deleted.
    """
    with transaction() as session:
        columns = (Preview.release_id, Preview.page_id, Preview.revision)
        asked = session.execute(select(*columns).where(Preview.build_id == lease.build_id)).one()
    plan = read_plan(lease.site_id, choosing=_choosing(asked.release_id, asked.page_id, asked.revision))
    with transaction() as session:
        lock_blobs_shared(session)
        last = _read_last(session, lease, asked.release_id, asked.page_id, store)
        last = last or read_live(lease.site_id, store)
        _hold(session, lease, last)
    return Draft(plan, last)


def _choosing(release_id: UUID | None, page_id: UUID | None, revision: int | None) -> Choosing | None:
    if page_id and revision is not None:
        return partial(choose_page, page_id=page_id, revision=revision)
    return partial(choose_release, release_id=release_id) if release_id else None


def show_preview(lease: Lease, draft: Draft, *, manifest_hash: str, seconds: float) -> bool:
    """Tell the edges that the preview can be shown. Raises LeaseLost, changing nothing."""
    pages = len(draft.plan.pages)
    with transaction() as session:
        lease.finish(
            session,
            words=f"Ready: {counted(pages, 'page', 'pages')} in {seconds:.1f} s.",
            manifest_hash=manifest_hash,
            input_keys=draft.state.to_json(),
            pages=pages,
        )
        shown = (
            update(Preview)
            .where(Preview.build_id == lease.build_id)
            .values(ready_at=func.clock_timestamp())
            .returning(Preview.id, Preview.hostname)
        )
        for preview_id, hostname in session.execute(shown).all():
            tell_edges(session, preview_id, hostname)
    return True


def tell_edges(session: Session, preview_id: UUID, hostname: str) -> None:
    """Something about a preview changed. Edges know it as a site of its own, with the preview's id."""
    session.add(EdgeEvent(kind=PREVIEW_EVENT, site_id=preview_id, hostname=hostname))


def _hold(session: Session, lease: Lease, last: State) -> None:
    """Keep files that the preview will show too: a link may be taken back meanwhile, and much be published."""
    names = {
        stored.pack or stored.sha256 for path, file in last.files.items() for _, stored in file.on_disk(path)
    }
    session.add(BuildHold(id=uuid4(), build_id=lease.build_id, names=sorted(names)))


def _read_last(
    session: Session, lease: Lease, release_id: UUID | None, page_id: UUID | None, store: ObjectStore
) -> State | None:
    """The newest such preview that lives, if it is newer than what is live."""
    same = (
        Preview.release_id.is_not_distinct_from(release_id),
        Preview.page_id.is_not_distinct_from(page_id),
    )
    live = (
        select(SiteBuild.created_at)
        .join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.live_build_id == SiteBuild.id))
        .where(Site.id == lease.site_id)
    )
    query = (
        select(SiteBuild.id, SiteBuild.input_keys)
        .join(Preview, (Preview.tenant_id == SiteBuild.tenant_id) & (Preview.build_id == SiteBuild.id))
        .where(Preview.site_id == lease.site_id, *same, *preview_lives())
        .where(SiteBuild.status == BuildStatus.SUCCESS, SiteBuild.target_build_id.is_(None))
        .where(SiteBuild.cleared_at.is_(None))
        .where(SiteBuild.created_at > func.coalesce(live.scalar_subquery(), text("'-infinity'::timestamptz")))
        .order_by(Preview.created_at.desc())
    )
    row = session.execute(query.limit(1)).one_or_none()
    return read_state(row.id, row.input_keys, store) if row else None


def preview_lives() -> tuple[ColumnElement[bool], ...]:
    """Of previews whose link works, or will once they are ready."""
    return Preview.revoked_at.is_(None), Preview.expires_at > func.now()


def _new_build(
    session: Session, site_id: UUID, status: BuildStatus, *, build_id: UUID | None = None
) -> SiteBuild:
    scope = current_scope()
    build = SiteBuild(
        id=build_id or uuid4(),
        site_id=site_id,
        publish_seq=0,
        kind=BuildKind.PREVIEW,
        status=status,
        requested_by=scope.user_id,
        on_behalf_of=scope.on_behalf_of,
    )
    session.add(build)
    session.flush()
    return build
