"""A site's history: the steps on all its pages, publications, deletions and restorations."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.history.blueprint import bp
from app.services import history, sites
from app.services.history import Cursor
from app.web.auth import Role, requires
from app.web.display import timeline_days


@bp.get("/sites/<uuid:site_id>/history")
@requires(Role.VIEWER)
def show_site_history(site_id: UUID) -> ResponseReturnValue:
    """List one chunk of the history, newest first; `before` is the cursor, `only` is "named" or ''."""
    site = sites.get_site(site_id)
    only_named = request.args.get("only", "") == "named"
    before = Cursor.read(request.args.get("before", ""), of_times=True)
    found = history.read_site_history(site_id, before=before, only_named=only_named)
    return render_template(
        "history/site_history.html",
        site=site,
        days=timeline_days(found.chunk.entries, after=request.args.get("day", "")),
        pages=found.pages,
        more=found.chunk.more,
        only_named=only_named,
        is_first=before is None,
    )
