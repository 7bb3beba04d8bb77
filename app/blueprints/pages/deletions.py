"""Moving pages to the trash and restoring them."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.errors import Conflict, Invalid
from app.services import pages, redirects, sites
from app.web.auth import Role, requires
from app.web.display import Tone, flash_message
from app.web.http import redirect_to


@bp.get("/pages/<uuid:page_id>/deletions/new")
@requires(Role.EDITOR)
def new_deletion(page_id: UUID) -> ResponseReturnValue:
    """Ask for confirmation of a deletion: list inbound links and ask where to redirect readers."""
    page = pages.get_page(page_id)
    return render_template(
        "pages/delete.html",
        page=page,
        site=sites.get_site(page.site_id),
        pages=pages.list_pages(page.site_id),
        places=pages.list_inbound_links(page_id),
        redirects=redirects.redirects_to(page_id),
    )


@bp.post("/pages/<uuid:page_id>/deletions")
@requires(Role.EDITOR)
def create_deletion(page_id: UUID) -> ResponseReturnValue:
    """Move a page to the trash."""
    page = pages.get_page(page_id)
    try:
        pages.delete_page(page_id, leads_to=request.form.get("leads_to", ""))
        flash_message(f"“{page.title}” is in the trash. You can restore it from there.")
    except (Conflict, Invalid) as error:
        flash_message(str(error), Tone.WARN)
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))


@bp.post("/trash/<uuid:page_id>/restorations")
@requires(Role.EDITOR)
def create_restoration(page_id: UUID) -> ResponseReturnValue:
    """Restore a page from the trash."""
    page = pages.restore_page(page_id)
    flash_message(f"“{page.title}” was restored. You’ll find it at the end of the list.")
    return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
