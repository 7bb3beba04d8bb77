"""The pages of a site: creation, order, slugs and trash."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.models import Page, PageKind, Site
from app.services import audit, redirects
from app.services.pages import slugs as addresses
from app.tenancy import transaction

MAX_PAGES = 2000
MAX_IN_TRASH = 5000
_EMPTY: dict[str, Any] = {"root": {"props": {}}, "content": [], "zones": {}}
_IS_PAGE = Page.kind == PageKind.PAGE
"""Shared sections are stored in the same table but have no slug and no position."""


def list_pages(site_id: UUID) -> Sequence[Page]:
    """The pages of a site in the author's order, excluding those in the trash."""
    with transaction() as session:
        return _ordered(session, site_id)


def list_trash(site_id: UUID) -> Sequence[Page]:
    """The pages in a site's trash, most recently deleted first."""
    query = select(Page).where(_IS_PAGE, Page.site_id == site_id, Page.deleted_at.is_not(None))
    with transaction() as session:
        return session.scalars(query.order_by(Page.deleted_at.desc(), Page.id)).all()


def get_page(page_id: UUID) -> Page:
    """A page of the current tenant that is not in the trash. Raises NotFound."""
    with transaction() as session:
        page = session.scalar(select(Page).where(_IS_PAGE, Page.id == page_id, Page.deleted_at.is_(None)))
    if page is None:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    return page


def get_home(site_id: UUID) -> Page:
    """The site's home page. Raises NotFound."""
    query = select(Page).where(_IS_PAGE, Page.site_id == site_id, Page.slug == "", Page.deleted_at.is_(None))
    with transaction() as session:
        page = session.scalar(query)
    if page is None:
        raise NotFound("This site has no home page yet.")
    return page


def create_page(
    site_id: UUID,
    *,
    title: str,
    slug: str = "",
    in_menu: bool = True,
    document: Mapping[str, Any] | None = None,
) -> Page:
    """Append a page, which is empty if no `document` is given. Without a `slug`, one is derived from the title.

    Raises Invalid or Conflict.
    """
    with transaction() as session:
        _lock_site(session, site_id)
        pages = _ordered(session, site_id)
        _check_limit(len(pages))
        page = Page(
            id=uuid4(),
            site_id=site_id,
            title=title,
            slug=_new_slug(site_id, slug, title),
            in_menu=in_menu,
            position=max((page.position for page in pages), default=-1) + 1,
            **(document or {"puck_data": _EMPTY}),
        )
        session.add(page)
        audit.record("page.create", page.id, title=title)
    return page


def update_page(page_id: UUID, *, title: str, slug: str, meta_description: str, in_menu: bool) -> Page:
    """Change a page's details; a new slug also moves its child pages. The home page keeps its empty slug.

    Raises Invalid or Conflict.
    """
    with transaction() as session:
        page = get_page(page_id)
        if page.slug:
            before, page.slug = page.slug, _changed_slug(page, slug)
            _move_children(session, page, before)
        page.title, page.meta_description, page.in_menu = title, meta_description, in_menu
        _flush(session)
        audit.record("page.update", page.id, title=title)
    return page


def move_page(page_id: UUID, *, after: UUID | None) -> None:
    """Move a page after another page of its site, or to the front if `after` is None. Raises NotFound."""
    with transaction() as session:
        page = get_page(page_id)
        _lock_site(session, page.site_id)
        pages = [other for other in _ordered(session, page.site_id) if other.id != page_id]
        ids = [other.id for other in pages]
        if after is not None and after not in ids:
            raise NotFound("The page you wanted to put it after is gone. Please reload and try again.")
        place = ids.index(after) + 1 if after is not None else 0
        pages.insert(place, page)
        for position, other in enumerate(pages):
            other.position = position


def set_home_page(page_id: UUID) -> Page:
    """Make a page the home page; the previous home page gets a slug of its own."""
    with transaction() as session:
        page = get_page(page_id)
        _lock_site(session, page.site_id)
        if not page.slug:
            return page
        _demote_home_page(session, page.site_id)
        page.slug = ""
        _flush(session)
        audit.record("page.home", page.id, title=page.title)
    return page


def delete_page(page_id: UUID, *, leads_to: str = "") -> Page:
    """Move a page to the trash, with an optional redirect. The home page must be replaced first.

    Raises Conflict or Invalid.
    """
    with transaction() as session:
        page = get_page(page_id)
        if not page.slug:
            raise Conflict("This is your home page. Make another page the home page first.")
        _check_trash(session, page.site_id)
        if leads_to:
            redirects.redirect_deleted_page(session, page.site_id, page.id, page.slug, leads_to)
        page.deleted_at = datetime.now(UTC)
        audit.record("page.delete", page.id, title=page.title)
    return page


def restore_page(page_id: UUID) -> Page:
    """Restore a page from the trash, with a similar slug if its own is taken. Raises NotFound."""
    with transaction() as session:
        page = session.scalar(select(Page).where(_IS_PAGE, Page.id == page_id, Page.deleted_at.is_not(None)))
        if page is None:
            raise NotFound("We couldn’t find that page in the trash.")
        _lock_site(session, page.site_id)
        count = len(_ordered(session, page.site_id))
        _check_limit(count)
        page.slug = addresses.free_slug(page.site_id, page.slug)
        page.deleted_at = None
        redirects.delete_redirects_from(session, page.site_id, f"/{page.slug}")
        page.position = count + 1
        _flush(session)
        audit.record("page.restore", page.id, title=page.title)
    return page


def _ordered(session: Session, site_id: UUID) -> list[Page]:
    query = select(Page).where(_IS_PAGE, Page.site_id == site_id, Page.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Page.position, Page.created_at, Page.id)))


def _check_limit(count: int) -> None:
    """Raise Conflict if a site with this number of pages can have no more."""
    if count >= MAX_PAGES:
        raise Conflict(f"This site has reached its limit of {MAX_PAGES:,} pages. Delete one first.")


def _check_trash(session: Session, site_id: UUID) -> None:
    """Raise Conflict if the site's trash is full."""
    in_trash = select(func.count()).where(_IS_PAGE, Page.site_id == site_id, Page.deleted_at.is_not(None))
    if (session.scalar(in_trash) or 0) >= MAX_IN_TRASH:
        raise Conflict(
            f"The trash is full: it holds {MAX_IN_TRASH:,} pages. Please restore and reuse one of them."
        )


def _lock_site(session: Session, site_id: UUID) -> None:
    """Lock the site's row, so that concurrent changes to its pages are serialised. Raises NotFound."""
    if session.scalar(select(Site.id).where(Site.id == site_id).with_for_update()) is None:
        raise NotFound("We couldn’t find that site.")


def _demote_home_page(session: Session, site_id: UUID) -> None:
    query = select(Page).where(_IS_PAGE, Page.site_id == site_id, Page.slug == "", Page.deleted_at.is_(None))
    for before in session.scalars(query):
        before.slug = addresses.free_slug(site_id, addresses.suggest_slug(before.title))
    session.flush()


def _new_slug(site_id: UUID, slug: str, title: str) -> str:
    if not slug.strip():
        return addresses.free_slug(site_id, addresses.suggest_slug(title))
    wanted = addresses.clean_slug(slug)
    addresses.check_free(site_id, wanted)
    return wanted


def _changed_slug(page: Page, slug: str) -> str:
    if not slug.strip():
        raise Invalid("Please give the page an address, such as books.", field="slug")
    wanted = addresses.clean_slug(slug)
    addresses.check_free(page.site_id, wanted, exclude=page.id)
    return wanted


def _move_children(session: Session, page: Page, before: str) -> None:
    """Rewrite the slugs of child pages after their parent's slug changed."""
    if page.slug == before:
        return
    for child in _ordered(session, page.site_id):
        if child.slug.startswith(f"{before}/") and child.id != page.id:
            child.slug = page.slug + child.slug.removeprefix(before)


def _flush(session: Session) -> None:
    """Flush; raise Conflict if a concurrent request has taken the slug."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "Another page has just taken this address. Please choose another.", field="slug"
        ) from error
