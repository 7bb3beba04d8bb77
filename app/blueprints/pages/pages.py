"""The pages of a site: the list, new pages, and a page's details."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.blueprints.pages.forms import HomeDetails, NewPage, PageDetails, PageFile
from app.models import Page
from app.services import domains, pages, releases, site_passwords, sites
from app.tenancy import one_reading_transaction
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/pages")
@requires(Role.VIEWER)
def list_pages(site_id: UUID) -> ResponseReturnValue:
    """List all pages in the author's order."""
    return render_template("pages/index.html", **screen(site_id, NewPage()))


@bp.post("/sites/<uuid:site_id>/pages")
@requires(Role.EDITOR)
def create_page(site_id: UUID) -> ResponseReturnValue:
    """Add a page."""
    form = NewPage.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            page = pages.create_page(site_id, title=form["title"], slug=form["slug"])
            flash_message(f"“{page.title}” was added. Open it to start writing.")
            return redirect_to(url_for("pages.list_pages", site_id=site_id))
    return form_response("pages/index.html", "pages/_new_page_form.html", **screen(site_id, form))


@bp.get("/pages/<uuid:page_id>/details")
@requires(Role.VIEWER)
def edit_page(page_id: UUID) -> ResponseReturnValue:
    """Show the form for a page's details."""
    page = pages.get_page(page_id)
    form = _details(page).filled(
        title=page.title,
        slug=page.slug,
        in_menu="1" if page.in_menu else "",
    )
    return render_template("pages/edit.html", form=form, page=page, site=sites.get_site(page.site_id))


@bp.patch("/pages/<uuid:page_id>/details")
@requires(Role.EDITOR)
def update_page(page_id: UUID) -> ResponseReturnValue:
    """Save a page's details."""
    page = pages.get_page(page_id)
    form = _details(page).read(request.form)
    if form.is_valid:
        with form.catch_errors():
            pages.update_page(
                page_id,
                title=form["title"],
                slug=form["slug"],
                meta_description=page.meta_description,
                in_menu=form.is_on("in_menu"),
            )
            flash_message("Saved. Readers will see the change once you publish.")
            return redirect_to(url_for("pages.list_pages", site_id=page.site_id))
    site = sites.get_site(page.site_id)
    return form_response("pages/edit.html", "pages/_details_form.html", form=form, page=page, site=site)


def _details(page: Page) -> type[PageDetails | HomeDetails]:
    return PageDetails if page.slug else HomeDetails


@one_reading_transaction()
def screen(site_id: UUID, form: NewPage, *, file_form: PageFile | None = None) -> dict[str, object]:
    """Return the template context for the list of pages with its two forms."""
    site = sites.get_site(site_id)
    return {
        "site": site,
        "host": domains.get_host(site).hostname,
        "pages": pages.list_pages(site_id),
        "waits": releases.list_waits(site_id),
        "locked": site_passwords.list_locked_pages(site_id),
        "trash": len(pages.list_trash(site_id)),
        "form": form,
        "file_form": file_form or PageFile(),
    }
