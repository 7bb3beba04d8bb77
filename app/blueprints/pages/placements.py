"""The order of pages."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.errors import Invalid
from app.services import pages, releases, site_passwords, sites
from app.web.auth import Role, requires
from app.web.http import is_htmx, redirect_to


@bp.post("/pages/<uuid:page_id>/placements")
@requires(Role.EDITOR)
def create_placement(page_id: UUID) -> ResponseReturnValue:
    """Move a page to the position after another page, or to the front."""
    pages.move_page(page_id, after=_after(request.form.get("after", "")))
    page = pages.get_page(page_id)
    if not is_htmx():
        return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
    return render_template(
        "pages/_page_list.html",
        site=sites.get_site(page.site_id),
        pages=pages.list_pages(page.site_id),
        waits=releases.list_waits(page.site_id),
        locked=site_passwords.list_locked_pages(page.site_id),
        moved=page,
        way=request.form.get("way", ""),
    )


def _after(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid("Please choose a page to put it after.") from error
