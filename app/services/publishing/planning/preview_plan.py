"""Plans for previews of all drafts, a release or one page, compared with the newest similar build."""

from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectStore
from app.models import BuildHold, BuildStatus, Preview, Site, SiteBuild
from app.services.blob_gc_lock import lock_blobs_shared
from app.services.publishing.builds import Build, BuildRecord, read_live, read_record
from app.services.publishing.planning.revisions import Selector, select_page, select_release
from app.services.publishing.planning.site_plan import read_plan
from app.services.publishing.requests import active_preview_filter
from app.tenancy import transaction


def plan_preview(site_id: UUID, build_id: UUID, store: ObjectStore) -> Build:
    """Plan a preview's build. Raises NotFound if its release was cancelled or its page was deleted."""
    with transaction() as session:
        columns = (Preview.release_id, Preview.page_id, Preview.revision)
        asked = session.execute(select(*columns).where(Preview.build_id == build_id)).one()
    plan = read_plan(site_id, selector=_selector(asked.release_id, asked.page_id, asked.revision))
    with transaction() as session:
        lock_blobs_shared(session)
        last = _read_last(session, site_id, asked.release_id, asked.page_id, store)
        last = last or read_live(site_id, store)
        _reserve_files(session, build_id, last)
    return Build(plan, last)


def _selector(release_id: UUID | None, page_id: UUID | None, revision: int | None) -> Selector | None:
    if page_id and revision is not None:
        return partial(select_page, page_id=page_id, revision=revision)
    return partial(select_release, release_id=release_id) if release_id else None


def _reserve_files(session: Session, build_id: UUID, last: BuildRecord) -> None:
    """Reserve files that the preview may reuse, because their build may be deleted in the meantime."""
    names = {
        stored.pack or stored.sha256 for path, file in last.files.items() for _, stored in file.on_disk(path)
    }
    session.add(BuildHold(id=uuid4(), build_id=build_id, names=sorted(names)))


def _read_last(
    session: Session, site_id: UUID, release_id: UUID | None, page_id: UUID | None, store: ObjectStore
) -> BuildRecord | None:
    """The record of the newest active preview of the same kind, if it is newer than the live build."""
    same = (
        Preview.release_id.is_not_distinct_from(release_id),
        Preview.page_id.is_not_distinct_from(page_id),
    )
    live = (
        select(SiteBuild.created_at)
        .join(Site, (Site.tenant_id == SiteBuild.tenant_id) & (Site.live_build_id == SiteBuild.id))
        .where(Site.id == site_id)
    )
    query = (
        select(SiteBuild.id, SiteBuild.input_keys)
        .join(Preview, (Preview.tenant_id == SiteBuild.tenant_id) & (Preview.build_id == SiteBuild.id))
        .where(Preview.site_id == site_id, *same, *active_preview_filter())
        .where(SiteBuild.status == BuildStatus.SUCCESS, SiteBuild.target_build_id.is_(None))
        .where(SiteBuild.cleared_at.is_(None))
        .where(SiteBuild.created_at > func.coalesce(live.scalar_subquery(), text("'-infinity'::timestamptz")))
        .order_by(Preview.created_at.desc())
    )
    row = session.execute(query.limit(1)).one_or_none()
    return read_record(row.id, row.input_keys, store) if row else None
