"""The custom 404 page."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.services import pages
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.http import redirect_to


@bp.post("/pages/<uuid:page_id>/not-found-page")
@requires(Role.EDITOR)
def create_not_found_page(page_id: UUID) -> ResponseReturnValue:
    """Start or stop using this page as the 404 page."""
    page = pages.get_page(page_id)
    if request.form.get("end"):
        pages.unset_not_found_page(page_id)
        flash_message(f"“{page.title}” is a regular page again.")
    else:
        pages.set_not_found_page(page_id)
        flash_message(f"Once you publish, readers will see “{page.title}” when a page isn’t found.")
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
