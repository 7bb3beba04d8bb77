"""Views of releases for their authors."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Page, PageKind, Release, ReleaseItem, ReleaseState, User
from app.services.releases.local_times import format_moment
from app.services.releases.outcomes import Outcome, Stage, live_since, outcome_of, read_progress
from app.tenancy import transaction

OPEN = (ReleaseState.WAITING, ReleaseState.RUNNING)


class Standing(StrEnum):
    """The state of a release as its author sees it."""

    PLANNED = "planned"
    BEGINS = "begins"
    """Being published."""
    NOT_BEGUN = "not begun"
    """Publishing the release failed."""
    LIVE = "live"
    ROLLED_BACK = "taken back"
    """Rolled back to an earlier publication."""
    ENDS = "ends"
    NOT_ENDED = "not ended"
    """Reverting the release failed, so it is still live."""
    OVER = "over"
    CANCELLED = "cancelled"


_NOT_YET = {
    Stage.NOTHING: (Standing.BEGINS, Standing.ENDS),
    Stage.UNDER_WAY: (Standing.BEGINS, Standing.ENDS),
    Stage.FAILED: (Standing.NOT_BEGUN, Standing.NOT_ENDED),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One page of a release."""

    page_id: UUID
    title: str
    is_new: bool
    """True if the page has not been published yet."""
    is_older: bool
    """True if the page was edited after it was added."""
    is_shown: bool
    """True if the added revision or a newer one is live."""


@dataclass(frozen=True, kw_only=True)
class ReleaseView:
    """A release, its pages, and its times in the author's time zone."""

    id: UUID
    site_id: UUID
    name: str
    state: ReleaseState
    zone: str
    starts_at: datetime
    ends_at: datetime | None
    who: str
    changes: tuple[Change, ...]
    outcome: Outcome

    @property
    def starts(self) -> str:
        """When the release goes live."""
        return format_moment(self.starts_at, self.zone)

    @property
    def ends(self) -> str:
        """When the release ends, or '' for never."""
        return format_moment(self.ends_at, self.zone) if self.ends_at else ""

    @property
    def standing(self) -> Standing:
        """The release's current state."""
        if self.state in (ReleaseState.WAITING, ReleaseState.CANCELLED):
            return Standing.PLANNED if self.state is ReleaseState.WAITING else Standing.CANCELLED
        is_end = self.state is ReleaseState.OVER and self.ends_at is not None
        if self.outcome.stage is not Stage.DONE:
            standings = _NOT_YET[self.outcome.stage]
            return standings[is_end]
        if is_end:
            return Standing.OVER
        is_gone = bool(self.changes) and not any(change.is_shown for change in self.changes)
        return Standing.ROLLED_BACK if is_gone else Standing.LIVE


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A page that can be added to a release."""

    id: UUID
    title: str
    path: str
    is_changed: bool
    """True if the page has unpublished changes."""
    waits_in: str
    """The release that the page is already waiting for."""
    live_in: str
    """The release that the page is live in, if it will end automatically."""
    live_until: datetime | None


def list_releases(site_id: UUID) -> Sequence[ReleaseView]:
    """A site's releases: open ones in chronological order, then all others, newest first."""
    query = select(Release.id).where(Release.site_id == site_id).order_by(Release.starts_at, Release.id)
    with transaction() as session:
        views = _views(session, site_id, session.scalars(query).all())
    over = [view for view in views if view.state not in OPEN]
    return [view for view in views if view.state in OPEN] + over[::-1]


def get_release(release_id: UUID) -> ReleaseView:
    """A release. Raises NotFound."""
    with transaction() as session:
        site_id = session.scalar(select(Release.site_id).where(Release.id == release_id))
        if site_id is None:
            raise NotFound("We couldn’t find that release.")
        return _views(session, site_id, [release_id])[0]


def list_candidates(site_id: UUID, *, exclude: UUID | None = None) -> Sequence[Candidate]:
    """The pages of a site, in the site's order. The release `exclude` is ignored when looking for conflicts."""
    query = select(Page).where(Page.site_id == site_id, Page.kind == PageKind.PAGE, Page.deleted_at.is_(None))
    taken = (
        select(ReleaseItem.page_id, Release.name, Release.state, Release.ends_at)
        .join(Release, Release.id == ReleaseItem.release_id)
        .where(Release.site_id == site_id, Release.state.in_(OPEN))
    )
    if exclude is not None:
        taken = taken.where(Release.id != exclude)
    with transaction() as session:
        rows = session.execute(taken).all()
        waits = {row.page_id: row.name for row in rows if row.state == ReleaseState.WAITING}
        live = {row.page_id: row for row in rows if row.state == ReleaseState.RUNNING}
        return [
            Candidate(
                id=page.id,
                title=page.title,
                path=f"/{page.slug}",
                is_changed=page.revision != page.published_revision,
                waits_in=waits.get(page.id, ""),
                live_in=live[page.id].name if page.id in live else "",
                live_until=live[page.id].ends_at if page.id in live else None,
            )
            for page in session.scalars(query.order_by(Page.position, Page.created_at, Page.id))
        ]


def _views(session: Session, site_id: UUID, releases: Sequence[UUID]) -> Sequence[ReleaseView]:
    """The views of these releases, ordered by start time and read with a constant number of queries."""
    query = (
        select(Release, func.coalesce(User.name, ""), live_since())
        .outerjoin(User, User.id == Release.created_by)
        .where(Release.id.in_(releases))
        .order_by(Release.starts_at, Release.id)
    )
    changes, progress = _changes(session, releases), read_progress(session, site_id)
    return [
        ReleaseView(
            id=row.id,
            site_id=row.site_id,
            name=row.name,
            state=ReleaseState(row.state),
            zone=row.zone,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            who=who,
            changes=tuple(changes[row.id]),
            outcome=outcome_of(row, progress, live_at),
        )
        for row, who, live_at in session.execute(query)
    ]


def _changes(session: Session, releases: Sequence[UUID]) -> dict[UUID, list[Change]]:
    query = (
        select(
            ReleaseItem.release_id,
            ReleaseItem.page_id,
            ReleaseItem.revision,
            Page.title,
            Page.revision.label("newest"),
            Page.published_revision.label("published"),
        )
        .join(Page, (Page.tenant_id == ReleaseItem.tenant_id) & (Page.id == ReleaseItem.page_id))
        .where(ReleaseItem.release_id.in_(releases), Page.deleted_at.is_(None))
        .order_by(Page.position, Page.created_at, Page.id)
    )
    found: dict[UUID, list[Change]] = defaultdict(list)
    for row in session.execute(query):
        change = Change(
            page_id=row.page_id,
            title=row.title,
            is_new=row.published is None,
            is_older=row.newest > row.revision,
            is_shown=row.published is not None and row.published >= row.revision,
        )
        found[row.release_id].append(change)
    return found
