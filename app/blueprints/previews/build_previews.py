"""Previews of an earlier publication, before a rollback."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.previews.blueprint import bp
from app.errors import Conflict, TooMany, Unavailable
from app.services import previews, publishing, sites
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import redirect_to


@bp.post("/publications/<uuid:build_id>/previews")
@requires(Role.EDITOR)
def create_build_preview(build_id: UUID) -> ResponseReturnValue:
    """Create a preview and show a page that links to it: our CSP forbids forms that redirect to another host."""
    build = publishing.get_build(build_id)
    try:
        preview = previews.find_or_create_build_preview(build.site_id, build_id)
    except (Conflict, TooMany, Unavailable) as error:
        flash_message(str(error), Tone.WARN)
        return redirect_to(url_for("publishing.list_publications", site_id=build.site_id))
    site = sites.get_site(build.site_id)
    return render_template("previews/build_preview.html", site=site, build=build, preview=preview)
