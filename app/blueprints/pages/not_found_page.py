"""The page that readers see where there is none."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.services import pages
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.http import redirect_to


@bp.post("/pages/<uuid:page_id>/missing")
@requires(Role.EDITOR)
def create_missing(page_id: UUID) -> ResponseReturnValue:
    """Show this page wherever there is none, or not any more."""
    page = pages.get_page(page_id)
    if request.form.get("end"):
        pages.unset_not_found_page(page_id)
        flash_message(f"“{page.title}” is a page like any other again.")
    else:
        pages.set_not_found_page(page_id)
        flash_message(f"“{page.title}” is what readers see where there is no page, once you publish.")
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
