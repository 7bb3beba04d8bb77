"""Creating, changing and cancelling a release."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.models import Page, PageVersion, Release, ReleaseItem, ReleaseState, Site
from app.services import audit, history
from app.services.releases.listing import list_candidates
from app.tenancy import current_scope, transaction

MAX_NAME_LENGTH = 60
MAX_WAITING = 200
"""Maximum number of releases of one site that have not begun."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A release as submitted by its author."""

    name: str
    zone: str
    starts_at: datetime
    ends_at: datetime | None
    pages: frozenset[UUID]


def create_release(site_id: UUID, wanted: Wanted, *, now: datetime | None = None) -> UUID:
    """Schedule the current revisions of these pages to go live together. Raises NotFound, Invalid or Conflict."""
    with transaction() as session:
        _lock_site(session, site_id)
        _check_times(wanted, now or datetime.now(UTC))
        _check_limit(session, site_id)
        release = Release(id=uuid4(), site_id=site_id, created_by=current_scope().user_id, **_columns(wanted))
        session.add(release)
        session.flush()
        add_pages(session, release, wanted.pages)
        audit.record("release.create", release.id, name=release.name)
    return release.id


def change_release(
    release_id: UUID, wanted: Wanted, *, newest: bool = False, now: datetime | None = None
) -> None:
    """Change a waiting release. Pages that stay in it keep their revision unless `newest` is set.

    Raises NotFound, Invalid or Conflict.
    """
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.WAITING)
        _check_times(wanted, now or datetime.now(UTC))
        check_order(release_id, release.site_id, wanted.starts_at, wanted.pages)
        for name, value in _columns(wanted).items():
            setattr(release, name, value)
        items = ReleaseItem.release_id == release_id
        if not newest:
            items &= ReleaseItem.page_id.not_in(wanted.pages)
        session.execute(delete(ReleaseItem).where(items))
        stay = set(session.scalars(select(ReleaseItem.page_id).where(ReleaseItem.release_id == release_id)))
        add_pages(session, release, wanted.pages - stay)
        audit.record("release.update", release_id, name=release.name)


def cancel_release(release_id: UUID) -> None:
    """Cancel a waiting release; publications no longer hold its pages back. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.WAITING)
        release.state = ReleaseState.CANCELLED
        audit.record("release.cancel", release_id, name=release.name)


def check_order(release_id: UUID, site_id: UUID, starts_at: datetime, pages: Collection[UUID]) -> None:
    """Check that pages in a running release are added only to releases that begin after it ends.

    Otherwise, the end of the running release would revert the later one. Raises Conflict.
    """
    for page in list_candidates(site_id, exclude=release_id):
        if page.id in pages and page.live_until and starts_at < page.live_until:
            raise Conflict(
                f"“{page.title}” is live in “{page.live_in}”, which ends later. "
                "Please choose a later time, or end that release first.",
                field="starts",
            )


def lock_release(session: Session, release_id: UUID, *states: ReleaseState) -> Release:
    """Lock the site, which every publication also locks first, and then the release.

    Raises NotFound, or Conflict if the release is in none of these states.
    """
    site_id = session.scalar(select(Release.site_id).where(Release.id == release_id))
    if site_id is None:
        raise NotFound("We couldn’t find that release.")
    _lock_site(session, site_id)
    query = select(Release).where(Release.id == release_id).with_for_update()
    release = session.scalars(query.execution_options(populate_existing=True)).one()
    if release.state not in states:
        raise Conflict("This release has changed in the meantime. Please look at the list again.")
    return release


def _lock_site(session: Session, site_id: UUID) -> None:
    if session.scalar(select(Site.id).where(Site.id == site_id).with_for_update()) is None:
        raise NotFound("We couldn’t find that site.")


def _check_limit(session: Session, site_id: UUID) -> None:
    waiting = (Release.site_id == site_id, Release.state == ReleaseState.WAITING)
    if (session.scalar(select(func.count()).where(*waiting)) or 0) >= MAX_WAITING:
        raise Conflict(f"A site can have at most {MAX_WAITING} planned releases. Cancel one first.")


def _check_times(wanted: Wanted, now: datetime) -> None:
    if not wanted.name or len(wanted.name) > MAX_NAME_LENGTH:
        raise Invalid(f"Please give it a name of at most {MAX_NAME_LENGTH} characters.", field="name")
    if wanted.starts_at <= now:
        raise Invalid("That time has passed. Please choose a later one.", field="starts")
    if wanted.ends_at is not None and wanted.ends_at <= wanted.starts_at:
        raise Invalid("It would end before it begins. Please choose a later time.", field="ends")
    if not wanted.pages:
        raise Invalid("Please choose at least one page.", field="pages")


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name,
        "zone": wanted.zone,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
    }


def add_pages(session: Session, release: Release, pages: Collection[UUID]) -> None:
    """Add the current revisions of these pages. Raises NotFound or Conflict."""
    check_order(release.id, release.site_id, release.starts_at, pages)
    known = {page.id: page for page in list_candidates(release.site_id, exclude=release.id)}
    for page_id in sorted(pages):
        page = known.get(page_id)
        if page is None:
            raise NotFound("We couldn’t find one of these pages. It may be in the trash.", field="pages")
        if page.waits_in:
            raise Conflict(
                f"“{page.title}” is already in the release “{page.waits_in}”. A page can only be in one at a time.",
                field="pages",
            )
        revision = session.scalar(select(Page.revision).where(Page.id == page_id).with_for_update()) or 0
        session.add(ReleaseItem(release_id=release.id, page_id=page_id, revision=revision))
        _store_revision(session, release, page_id, revision)
    session.flush()


def _store_revision(session: Session, release: Release, page_id: UUID, revision: int) -> None:
    """Save the revision as a version, so that folding the log does not remove it."""
    version = select(PageVersion.id).where(PageVersion.page_id == page_id, PageVersion.revision == revision)
    if session.scalar(version.limit(1)) is None:
        names = select(func.lower(PageVersion.name)).where(PageVersion.page_id == page_id)
        taken = set(session.scalars(names))
        wanted = itertools.chain(
            [release.name], (f"{release.name} ({number})" for number in itertools.count(2))
        )
        name = next(name for name in wanted if name.lower() not in taken)
        history.name_version(page_id, name=name, revision=revision)
