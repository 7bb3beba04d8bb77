"""Links that lead nowhere: the list, and a look now."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.links.blueprint import bp
from app.services import link_checks, sites
from app.web.access import Role, requires
from app.web.flash import say
from app.web.htmx import redirect_to


@bp.get("/sites/<uuid:site_id>/links")
@requires(Role.VIEWER)
def list_links(site_id: UUID) -> ResponseReturnValue:
    """The links that lead nowhere, each with the page and part where it is."""
    return render_template(
        "links/broken.html", site=sites.get_site(site_id), broken=link_checks.list_broken(site_id)
    )


@bp.post("/sites/<uuid:site_id>/links/checks")
@requires(Role.EDITOR)
def create_check(site_id: UUID) -> ResponseReturnValue:
    """Look at links to other sites now."""
    link_checks.request_check(site_id)
    say("We are looking. Come back in a minute or two.")
    return redirect_to(url_for("links.list_links", site_id=site_id))
