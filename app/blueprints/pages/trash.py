"""The trash."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.services import pages, sites
from app.web.auth import Role, requires


@bp.get("/sites/<uuid:site_id>/trash")
@requires(Role.VIEWER)
def list_trash(site_id: UUID) -> ResponseReturnValue:
    """List the pages in the trash."""
    site = sites.get_site(site_id)
    return render_template("pages/trash.html", site=site, pages=pages.list_trash(site_id))
