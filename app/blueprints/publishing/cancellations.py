"""Stopping a publication in progress."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.blueprints.publishing.blueprint import bp
from app.blueprints.publishing.publications import publication_fragment
from app.errors import Conflict
from app.services import publishing
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import is_htmx, redirect_to


@bp.post("/publications/<uuid:build_id>/cancellations")
@requires(Role.EDITOR)
def create_cancellation(build_id: UUID) -> ResponseReturnValue:
    """Stop the publication unless it is already live."""
    build = publishing.get_build(build_id)
    message = ""
    try:
        publishing.stop_publication(build_id)
    except Conflict as error:
        message = str(error)
    if is_htmx():
        return publication_fragment(build_id, message=message, focus=True)
    flash_message(
        message or "Stopped. Readers still see your site as it was before.",
        Tone.WARN if message else Tone.GOOD,
    )
    return redirect_to(url_for("publishing.list_publications", site_id=build.site_id))
