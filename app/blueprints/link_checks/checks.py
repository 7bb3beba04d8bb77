"""Broken links: the list, the number of broken links, and checks on demand."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.link_checks.blueprint import bp
from app.services import link_checks, sites
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/links")
@requires(Role.VIEWER)
def list_links(site_id: UUID) -> ResponseReturnValue:
    """List the broken links, each with its page and block."""
    report = link_checks.read_report(site_id)
    return render_template("link_checks/index.html", site=sites.get_site(site_id), report=report)


@bp.get("/sites/<uuid:site_id>/links/count")
@requires(Role.VIEWER)
def show_count(site_id: UUID) -> ResponseReturnValue:
    """Show the number of broken links, for other screens."""
    return render_template(
        "link_checks/_count.html", site=sites.get_site(site_id), broken=link_checks.count_broken(site_id)
    )


@bp.post("/sites/<uuid:site_id>/links/checks")
@requires(Role.EDITOR)
def create_check(site_id: UUID) -> ResponseReturnValue:
    """Request a check of all external links, or of a single one."""
    link_checks.request_check(site_id, address=request.form.get("address", ""))
    flash_message("We’re checking the link." if request.form.get("address") else "We’re checking your links.")
    return redirect_to(url_for("link_checks.list_links", site_id=site_id))
