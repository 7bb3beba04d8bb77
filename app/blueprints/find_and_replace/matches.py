"""Matches for a search on the page in the editor or on its whole site."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.find_and_replace.blueprint import bp
from app.blueprints.find_and_replace.queries import read_query
from app.services import find_and_replace
from app.services.components import current_registry
from app.services.find_and_replace import Found
from app.web.auth import Role, requires


@bp.get("/pages/<uuid:page_id>/matches")
@requires(Role.VIEWER)
def list_matches(page_id: UUID) -> ResponseReturnValue:
    """List the matches on this page."""
    return _list(find_and_replace.find_in_page(page_id, read_query()), is_site=False)


@bp.get("/sites/<uuid:site_id>/matches")
@requires(Role.VIEWER)
def list_site_matches(site_id: UUID) -> ResponseReturnValue:
    """List the matches on all pages of a site."""
    return _list(find_and_replace.find_in_site(site_id, read_query()), is_site=True)


def _list(found: Found, *, is_site: bool) -> ResponseReturnValue:
    return render_template(
        "find_and_replace/_matches.html", found=found, is_site=is_site, label=current_registry().label
    )
