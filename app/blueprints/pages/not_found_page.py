"""The page that readers see where there is none."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.services import pages
from app.web.auth import Role, requires
from app.web.display import say
from app.web.http import redirect_to


@bp.post("/pages/<uuid:page_id>/not-found-page")
@requires(Role.EDITOR)
def create_not_found_page(page_id: UUID) -> ResponseReturnValue:
    """Show this page wherever there is none, or not any more."""
    page = pages.get_page(page_id)
    if request.form.get("end"):
        pages.end_missing_page(page_id)
        say(f"“{page.title}” is a page like any other again.")
    else:
        pages.choose_missing_page(page_id)
        say(f"“{page.title}” is what readers see where there is no page, once you publish.")
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
