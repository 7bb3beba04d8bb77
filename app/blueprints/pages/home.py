"""The home page."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.services import pages
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.http import redirect_to


@bp.post("/pages/<uuid:page_id>/home")
@requires(Role.EDITOR)
def create_home(page_id: UUID) -> ResponseReturnValue:
    """Make a page the home page."""
    page = pages.set_home_page(page_id)
    flash_message(f"“{page.title}” is now your home page.")
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
