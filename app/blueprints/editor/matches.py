"""Where words stand: on the page being edited, or anywhere on its site."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.editor.blueprint import bp
from app.blueprints.editor.searches import read_query
from app.components.registry import RULES
from app.services import finding
from app.services.finding import Found
from app.web.access import Role, requires


@bp.get("/pages/<uuid:page_id>/matches")
@requires(Role.VIEWER)
def list_matches(page_id: UUID) -> ResponseReturnValue:
    """On this page."""
    return _list(finding.find_in_page(page_id, read_query()), is_site=False)


@bp.get("/sites/<uuid:site_id>/matches")
@requires(Role.VIEWER)
def list_site_matches(site_id: UUID) -> ResponseReturnValue:
    """On all pages of a site."""
    return _list(finding.find_in_site(site_id, read_query()), is_site=True)


def _list(found: Found, *, is_site: bool) -> ResponseReturnValue:
    return render_template("editor/_matches.html", found=found, is_site=is_site, label=RULES.label)
