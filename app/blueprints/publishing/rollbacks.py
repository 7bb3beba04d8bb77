"""Rollback to an earlier publication."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.blueprints.publishing.blueprint import bp
from app.errors import Conflict, Unavailable
from app.services import publishing
from app.web import display
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import redirect_to


@bp.post("/publications/<uuid:build_id>/rollbacks")
@requires(Role.EDITOR)
def create_rollback(build_id: UUID) -> ResponseReturnValue:
    """Roll back to this publication."""
    build = publishing.get_build(build_id)
    try:
        publishing.roll_back(build.site_id, build_id)
        flash_message(f"Readers now see your site as published {display.day_and_time(build.created_at)}.")
    except (Conflict, Unavailable) as error:
        flash_message(str(error), Tone.WARN)
    return redirect_to(url_for("publishing.list_publications", site_id=build.site_id))
