"""Which revision of each page a build shows, found by applying the requests since the live build in order.

A build covers every request between the live build and itself, so a superseded request is never lost: a release
that fell due during a publication is included in it, and vice versa.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import (
    BuildKind,
    BuildStatus,
    Page,
    PageKind,
    Release,
    ReleaseItem,
    ReleaseState,
    Site,
    SiteBuild,
)
from app.services import site_passwords
from app.services.publishing.builds import RevisionSelection, ScheduledRelease
from app.tenancy import current_tenant_id

LIVE = text("""
SELECT page.key::uuid AS id, (page.value ->> 2)::bigint AS revision
FROM sites JOIN site_builds ON site_builds.tenant_id = sites.tenant_id AND site_builds.id = sites.live_build_id,
     jsonb_each(site_builds.input_keys -> 'pages') AS page
WHERE sites.tenant_id = :tenant AND sites.id = :site
UNION ALL
-- Builds do not list the 404 page among their pages.
SELECT pages.id, coalesce(pages.published_revision, pages.revision)
FROM sites JOIN pages ON pages.tenant_id = sites.tenant_id AND pages.id = sites.missing_page_id
WHERE sites.tenant_id = :tenant AND sites.id = :site AND pages.slug <> ''
""")


Selector = Callable[[Session, UUID], RevisionSelection]
"""Selects which revisions of a site's pages a build shows."""


def select_revisions(session: Session, site_id: UUID, *, seq: int | None) -> RevisionSelection:
    """The revisions that the build with this number shows, or all drafts if there is no number."""
    drafts = _drafts(session, site_id)
    if seq is None:
        return RevisionSelection(dict(drafts))
    selection = _live(session, site_id, drafts)
    live_seq = session.scalar(select(Site.live_seq).where(Site.id == site_id)) or 0
    releases = _releases(session, site_id)
    for number, step, dated in _requests(session, site_id, releases, live_seq, seq):
        if dated is None:
            selection.publish(number, drafts, releases)
        elif step == 0:
            selection.start(dated, drafts)
        else:
            selection.end(dated)
    return selection


def select_release(session: Session, site_id: UUID, release_id: UUID) -> RevisionSelection:
    """The revisions that readers would see if the release began now. Raises NotFound if it was cancelled."""
    drafts = _drafts(session, site_id)
    selection = _live(session, site_id, drafts)
    dated = next((each for each in _releases(session, site_id) if each.release.id == release_id), None)
    if dated is None:
        raise NotFound("This release was cancelled.")
    selection.start(dated, drafts)
    return selection


def select_page(session: Session, site_id: UUID, page_id: UUID, revision: int) -> RevisionSelection:
    """The live pages without a password, and one page at this revision. Raises NotFound if that page was deleted."""
    drafts = _drafts(session, site_id)
    if page_id not in drafts:
        raise NotFound("This page was deleted.")
    locked = drafts.keys() if site_passwords.is_locked(site_id) else site_passwords.list_locked_pages(site_id)
    live = _live(session, site_id, drafts).revisions
    return RevisionSelection(
        {page: seen for page, seen in live.items() if page not in locked} | {page_id: revision}
    )


def _drafts(session: Session, site_id: UUID) -> dict[UUID, int]:
    of_site = (Page.site_id == site_id, Page.kind == PageKind.PAGE, Page.deleted_at.is_(None))
    return {row.id: row.revision for row in session.execute(select(Page.id, Page.revision).where(*of_site))}


def _live(session: Session, site_id: UUID, drafts: dict[UUID, int]) -> RevisionSelection:
    live = {
        row.id: row.revision
        for row in session.execute(LIVE, {"tenant": current_tenant_id(), "site": site_id})
    }
    return RevisionSelection({page: revision for page, revision in live.items() if page in drafts})


def _requests(
    session: Session, site_id: UUID, releases: list[ScheduledRelease], after: int, upto: int
) -> list[tuple[int, int, ScheduledRelease | None]]:
    """Requests as (number, 0 to begin or 1 to end, release or None for a publication), in order.

    Failed publications are left out, and so are all publications up to the last one that was stopped.
    """
    of_site = SiteBuild.site_id == site_id
    stopped = select(func.max(SiteBuild.publish_seq)).where(of_site, SiteBuild.status == BuildStatus.STOPPED)
    published = select(SiteBuild.publish_seq).where(
        of_site,
        SiteBuild.kind == BuildKind.PUBLISH,
        SiteBuild.publish_seq.between(after + 1, upto),
        SiteBuild.publish_seq > func.coalesce(stopped.scalar_subquery(), 0),
        or_(SiteBuild.status != BuildStatus.ERROR, SiteBuild.publish_seq == upto),
    )
    found: list[tuple[int, int, ScheduledRelease | None]] = [
        (seq, 0, None) for seq in session.scalars(published)
    ]
    for each in releases:
        steps = (each.release.start_seq, each.release.end_seq)
        found += [(seq, step, each) for step, seq in enumerate(steps) if seq and after < seq <= upto]
    return sorted(found, key=lambda request: request[:2])


def _releases(session: Session, site_id: UUID) -> list[ScheduledRelease]:
    query = select(Release).where(Release.site_id == site_id, Release.state != ReleaseState.CANCELLED)
    releases = session.scalars(query.execution_options(populate_existing=True)).all()
    pages = select(ReleaseItem).where(ReleaseItem.release_id.in_([each.id for each in releases]))
    items: dict[UUID, list[ReleaseItem]] = {each.id: [] for each in releases}
    for item in session.scalars(pages.execution_options(populate_existing=True)):
        items[item.release_id].append(item)
    return [ScheduledRelease(each, tuple(items[each.id])) for each in releases]
