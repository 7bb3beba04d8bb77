"""Preview links for the whole site."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.previews.blueprint import bp
from app.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from app.services import previews, releases, sites
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import is_htmx, redirect_to


@bp.get("/sites/<uuid:site_id>/previews")
@requires(Role.VIEWER)
def list_previews(site_id: UUID) -> ResponseReturnValue:
    """List the valid links. The page polls this while a preview is being built."""
    if not is_htmx():
        return _back(site_id)
    links = previews.list_previews(site_id)
    return render_template("previews/_links.html", site=sites.get_site(site_id), previews=links)


@bp.post("/sites/<uuid:site_id>/previews")
@requires(Role.EDITOR)
def create_preview(site_id: UUID) -> ResponseReturnValue:
    """Create a preview link."""
    try:
        previews.create_preview(site_id, days=_days(), page_id=_chosen("page"), **_shown(site_id))
        flash_message("Your link is below.")
    except (Conflict, Invalid, TooMany, Unavailable) as error:
        flash_message(str(error), Tone.WARN)
    return _back(site_id)


@bp.post("/previews/<uuid:preview_id>/revocations")
@requires(Role.EDITOR)
def create_revocation(preview_id: UUID) -> ResponseReturnValue:
    """Revoke a preview link."""
    preview = previews.get_preview(preview_id)
    previews.revoke_preview(preview_id)
    flash_message("The link no longer works.")
    return _back(preview.site_id)


def _days() -> int:
    given = request.form.get("days", "7")
    return int(given) if given in map(str, previews.DAYS) else 0


def _shown(site_id: UUID) -> dict[str, UUID]:
    """Return the chosen release or earlier publication as keyword arguments; empty for the current drafts."""
    chosen = _chosen("show")
    if chosen is None:
        return {}
    is_release = any(release.id == chosen for release in releases.list_releases(site_id))
    return {"release_id" if is_release else "build_id": chosen}


def _chosen(name: str) -> UUID | None:
    given = request.form.get(name, "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise NotFound from error


def _back(site_id: UUID) -> ResponseReturnValue:
    return redirect_to(url_for("publishing.list_publications", site_id=site_id, _anchor="previews"))
