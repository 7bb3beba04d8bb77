"""Searching for authors."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.support.blueprint import bp
from app.blueprints.support.forms import Visit
from app.services import support
from app.web import auth
from app.web.auth import staff
from app.web.http import redirect_to

SHORTEST_SEARCH = 2


@bp.get("/support")
@staff
def list_tenants() -> ResponseReturnValue:
    """Show the search form and its results."""
    known = auth.require_identity()
    if known.visit is not None:
        return redirect_to("/sites")
    wanted = request.args.get("q", "").replace("\0", "").strip()[:100]
    is_long_enough = len(wanted) >= SHORTEST_SEARCH
    found = support.search_tenants(wanted, staff=known) if is_long_enough else []
    return render_template(
        "support/index.html", wanted=wanted, found=found, is_search=is_long_enough, form=Visit()
    )
