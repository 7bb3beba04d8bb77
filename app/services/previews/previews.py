"""Previews: unguessable links to the whole site or one page, until they expire or are revoked.

A link to the whole site also shows password-protected pages, because the author chose to share it.
"""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.preview_links import digest_of
from app.errors import Invalid, NotFound, TooMany
from app.models import (
    Page,
    PageKind,
    Preview,
    Release,
    ReleaseState,
    SiteBuild,
)
from app.services import accounts, audit, documents, sites
from app.services.editing import get_page_row
from app.services.previews.listing import PreviewView, get_preview, list_previews, query_previews, to_view
from app.services.previews.secrets import new_hostname, secret_of
from app.services.publishing import (
    active_preview_filter,
    copied_manifest,
    insert_copied_build,
    notify_edges,
    request_preview_build,
)
from app.tenancy import current_scope, transaction

DAYS = (1, 7, 30)
MAX_LINKS = 20
"""Maximum number of active links per site."""
REUSABLE_FOR = timedelta(hours=1)
"""A link is reused only if it remains valid for at least this long."""


def create_preview(
    site_id: UUID,
    *,
    days: int,
    build_id: UUID | None = None,
    release_id: UUID | None = None,
    page_id: UUID | None = None,
) -> UUID:
    """Create a link to the site's drafts, an earlier build, or the site with a release applied; it opens at `page_id`.

    Raises NotFound, Invalid, TooMany, Conflict if the earlier build's files were deleted, or Unavailable.
    """
    with copied_manifest(site_id, build_id) if build_id else nullcontext() as copy, transaction() as session:
        _check_limits(site_id, days)
        path, label = _path_of(session, site_id, page_id), _label(session, site_id, build_id, release_id)
        build = insert_copied_build(session, copy) if copy else request_preview_build(session, site_id)
        ready_at = datetime.now(UTC) if build_id else None
        return _add(session, build, days, path=path, label=label, release_id=release_id, ready_at=ready_at)


def create_page_preview(page_id: UUID, *, days: int, revision: int | None = None) -> UUID:
    """Create a link to one page's draft, or to an earlier revision of it, within the live site.

    Other pages that have a password are left out. Raises NotFound, Invalid or TooMany.
    """
    with transaction() as session:
        page = get_page_row(page_id)
        if page.kind is not PageKind.PAGE:
            raise NotFound("We couldn’t find that page.")
        _check_limits(page.site_id, days)
        is_now = revision is None or revision == page.revision
        build = request_preview_build(session, page.site_id)
        return _add(
            session,
            build,
            days,
            path=f"/{page.slug}",
            label=f"Only “{page.title}”",
            page_id=page_id,
            revision=page.revision if revision is None else revision,
            shown_at=datetime.now(UTC) if is_now else documents.revision_time(page_id, revision or 0),
        )


def find_or_create_build_preview(site_id: UUID, build_id: UUID) -> PreviewView:
    """Find a link to an earlier publication that stays valid for a while, or create one.

    Raises the same errors as `create_preview`.
    """
    query = query_previews().where(
        SiteBuild.target_build_id == build_id, Preview.path == "/", *active_preview_filter()
    )
    with transaction() as session:
        rows = session.execute(query.where(Preview.expires_at > datetime.now(UTC) + REUSABLE_FOR)).all()
    usable = (view for view in map(to_view, rows) if view.url and view.site_id == site_id)
    return next(usable, None) or get_preview(create_preview(site_id, days=DAYS[0], build_id=build_id))


def revoke_preview(preview_id: UUID) -> None:
    """Revoke a link. Idempotent. Raises NotFound."""
    with transaction() as session:
        preview = session.scalar(select(Preview).where(Preview.id == preview_id).with_for_update())
        if preview is None:
            raise NotFound("We couldn’t find that link.")
        if preview.revoked_at is None:
            preview.revoked_at = datetime.now(UTC)
            notify_edges(session, preview.id, preview.hostname)
            audit.record("site.preview_end", preview.site_id, preview=str(preview.id))


def _check_limits(site_id: UUID, days: int) -> None:
    if days not in DAYS:
        raise Invalid("Please choose one of these.", field="days")
    sites.get_site(site_id)
    if len(list_previews(site_id)) >= MAX_LINKS:
        raise TooMany(f"You already have {MAX_LINKS} links. Please turn one off first.")
    accounts.consume_attempt("previews of a site", str(site_id))


def _add(session: Session, build: SiteBuild, days: int, **values: Any) -> UUID:
    preview_id = uuid4()
    preview = Preview(
        id=preview_id,
        site_id=build.site_id,
        build_id=build.id,
        hostname=new_hostname(),
        digest=digest_of(secret_of(preview_id)),
        created_by=current_scope().user_id,
        expires_at=datetime.now(UTC) + timedelta(days=days),
        **values,
    )
    session.add(preview)
    notify_edges(session, preview.id, preview.hostname)
    audit.record("site.preview", preview.site_id, preview=str(preview.id), days=days)
    return preview_id


def _path_of(session: Session, site_id: UUID, page_id: UUID | None) -> str:
    if page_id is None:
        return "/"
    query = select(Page.slug).where(Page.id == page_id, Page.site_id == site_id, Page.kind == PageKind.PAGE)
    slug = session.scalar(query.where(Page.deleted_at.is_(None)))
    if slug is None:
        raise NotFound("We couldn’t find that page.", field="page")
    return f"/{slug}"


def _label(session: Session, site_id: UUID, build_id: UUID | None, release_id: UUID | None) -> str:
    if build_id:
        query = select(SiteBuild.id).where(SiteBuild.id == build_id, SiteBuild.site_id == site_id)
        if session.scalar(query) is None:
            raise NotFound("We couldn’t find that publication.")
        return "As published earlier"
    if release_id:
        of_site = select(Release.name).where(Release.id == release_id, Release.site_id == site_id)
        name = session.scalar(of_site.where(Release.state == ReleaseState.WAITING))
        if name is None:
            raise NotFound("We couldn’t find that release.")
        return f"With the release “{name}”"
    return "With unpublished changes"
