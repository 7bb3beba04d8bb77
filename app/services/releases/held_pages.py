"""Pages that publications hold back because of a release, and how authors can change that."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.orm import aliased

from app.models import Page, PageKind, Release, ReleaseItem, ReleaseState
from app.services import audit
from app.services.publishing import BuildView
from app.services.releases.changes import add_pages, lock_release
from app.services.releases.local_times import format_moment
from app.tenancy import transaction


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """A release, and the pages that a publication held back because of it."""

    id: UUID
    name: str
    starts: str
    """When the release goes live; '' if it is over, so its pages are held back until they are edited."""
    titles: tuple[str, ...]
    pages: tuple[UUID, ...]
    is_older: bool
    """True if a page was edited after it was added."""
    is_all: bool
    """True if the release has no other pages, so that removing these cancels it."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """The release that a page is waiting for."""

    id: UUID
    name: str
    starts_at: datetime
    is_older: bool
    """True if the page was edited after it was added."""


def list_held_back(build: BuildView) -> Sequence[HeldBack]:
    """The pages that a publication held back and that are still held back, by release."""
    if not build.held:
        return []
    query = _items(build.site_id).where(
        ReleaseItem.release_id.in_(build.held.values()), ReleaseItem.page_id.in_(build.held)
    )
    with transaction() as session:
        rows = session.execute(query).all()
    held = [row for row in rows if build.held[row.page_id] == row.id and _is_held(row)]
    return [_held_back(list(some)) for _, some in groupby(held, key=lambda row: row.id)]


def list_waits(site_id: UUID) -> Mapping[UUID, Wait]:
    """The pages of a site that are waiting for a release, by id."""
    query = _items(site_id).where(Release.state == ReleaseState.WAITING)
    with transaction() as session:
        return {
            row.page_id: Wait(
                id=row.id, name=row.name, starts_at=row.starts_at, is_older=row.newest > row.revision
            )
            for row in session.execute(query)
        }


def list_unpublished_titles(site_id: UUID) -> Sequence[str]:
    """Titles of the pages that the next publication changes, in the site's order."""
    is_new = Page.revision.is_distinct_from(Page.published_revision)
    shown = (Page.kind == PageKind.PAGE, Page.site_id == site_id, Page.deleted_at.is_(None))
    query = select(Page.id, Page.title).where(is_new, *shown)
    with transaction() as session:
        waits = list_waits(site_id)
        rows = session.execute(query.order_by(Page.position, Page.created_at, Page.id))
        return [row.title for row in rows if row.id not in waits]


def update_to_newest(release_id: UUID, pages: Collection[UUID]) -> None:
    """Update these pages of a waiting release to their current revisions. Raises NotFound or Conflict."""
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.WAITING)
        items = (ReleaseItem.release_id == release_id, ReleaseItem.page_id.in_(pages))
        in_it = session.scalars(delete(ReleaseItem).where(*items).returning(ReleaseItem.page_id)).all()
        add_pages(session, release, in_it)
        audit.record("release.update", release_id, name=release.name)


def remove_pages(release_id: UUID, pages: Collection[UUID]) -> bool:
    """Remove these pages from a waiting release; return True if that cancels it because none are left.

    Raises NotFound or Conflict.
    """
    with transaction() as session:
        release = lock_release(session, release_id, ReleaseState.WAITING)
        of_release = ReleaseItem.release_id == release_id
        session.execute(delete(ReleaseItem).where(of_release, ReleaseItem.page_id.in_(pages)))
        is_empty = session.scalar(select(ReleaseItem.id).where(of_release).limit(1)) is None
        if is_empty:
            release.state = ReleaseState.CANCELLED
        audit.record("release.cancel" if is_empty else "release.update", release_id, name=release.name)
    return is_empty


def _items(site_id: UUID) -> Select[*tuple[Any, ...]]:
    others = aliased(ReleaseItem)
    size = select(func.count()).where(others.release_id == Release.id).scalar_subquery()
    return (
        select(
            Release.id,
            Release.name,
            Release.state,
            Release.zone,
            Release.starts_at,
            Release.end_seq,
            ReleaseItem.page_id,
            ReleaseItem.revision,
            Page.title,
            Page.revision.label("newest"),
            size.label("size"),
        )
        .join(
            ReleaseItem, (ReleaseItem.tenant_id == Release.tenant_id) & (ReleaseItem.release_id == Release.id)
        )
        .join(Page, (Page.tenant_id == ReleaseItem.tenant_id) & (Page.id == ReleaseItem.page_id))
        .where(Release.site_id == site_id, Page.deleted_at.is_(None))
        .order_by(Release.starts_at, Release.id, Page.position, Page.created_at, Page.id)
    )


def _is_held(row: Row[Any]) -> bool:
    """Return True if the page is still held back. Its release may have begun or been cancelled in the meantime."""
    has_ended = row.state == ReleaseState.OVER and row.end_seq is not None
    return row.state == ReleaseState.WAITING or has_ended


def _held_back(rows: Sequence[Row[Any]]) -> HeldBack:
    first = rows[0]
    waits = first.state == ReleaseState.WAITING
    return HeldBack(
        id=first.id,
        name=first.name,
        starts=format_moment(first.starts_at, first.zone) if waits else "",
        titles=tuple(row.title for row in rows),
        pages=tuple(row.page_id for row in rows),
        is_older=any(row.newest > row.revision for row in rows),
        is_all=first.size == len(rows),
    )
