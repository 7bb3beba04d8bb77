"""Actions for pages that a publication held back because of a release."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.publishing.blueprint import bp
from app.blueprints.publishing.publications import publication_fragment
from app.errors import Conflict, NotFound
from app.services import publishing, releases
from app.services.publishing import BuildView
from app.services.releases import HeldBack
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import is_htmx, redirect_to


@bp.post("/publications/<uuid:build_id>/renewals")
@requires(Role.EDITOR)
def create_renewal(build_id: UUID) -> ResponseReturnValue:
    """Update these pages in the release to their current drafts."""
    build = publishing.get_build(build_id)
    held = _chosen(build)
    try:
        releases.update_to_newest(held.id, held.pages)
        return _response(build, build_id, f"Your latest changes are now in “{held.name}”.")
    except Conflict as error:
        return _response(build, build_id, str(error), Tone.WARN)


@bp.post("/publications/<uuid:build_id>/withdrawals")
@requires(Role.EDITOR)
def create_withdrawal(build_id: UUID) -> ResponseReturnValue:
    """Remove these pages from the release, and publish."""
    build = publishing.get_build(build_id)
    held = _chosen(build)
    try:
        was_last = releases.remove_pages(held.id, held.pages)
    except Conflict as error:
        return _response(build, build_id, str(error), Tone.WARN)
    newest = publishing.request_publication(build.site_id)
    return _response(
        build, newest.id, f"“{held.name}” was cancelled, because it had no pages left." if was_last else ""
    )


def _chosen(build: BuildView) -> HeldBack:
    """Return the release chosen in the form. Raises NotFound if none of its pages are held back any longer."""
    asked = request.form.get("release", "")
    found = next((held for held in releases.list_held_back(build) if str(held.id) == asked), None)
    if found is None:
        raise NotFound("No pages are waiting for that release any more.")
    return found


def _response(build: BuildView, shown: UUID, message: str, tone: Tone = Tone.GOOD) -> ResponseReturnValue:
    if is_htmx():
        return publication_fragment(shown, message=message, focus=True)
    flash_message(message or "Your site is being published.", tone)
    return redirect_to(url_for("publishing.list_publications", site_id=build.site_id))
