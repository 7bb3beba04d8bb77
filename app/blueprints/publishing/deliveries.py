"""Whether the latest publication has reached all edges."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.publishing.blueprint import bp
from app.services import publishing, sites
from app.web.auth import Role, requires


@bp.get("/sites/<uuid:site_id>/delivery")
@requires(Role.VIEWER)
def show_delivery(site_id: UUID) -> ResponseReturnValue:
    """Show problems that keep the latest publication from some readers."""
    site = sites.get_site(site_id)
    delivery = publishing.read_delivery(site_id)
    return render_template("publishing/_delivery.html", site_id=site.id, delivery=delivery, first=False)
