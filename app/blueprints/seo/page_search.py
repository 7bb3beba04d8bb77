"""How a page looks in search results and when it is shared."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.seo.blueprint import bp
from app.blueprints.seo.forms import PageSearchDetails
from app.services import pages, seo, sites
from app.services.seo import preview_page
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response, merge_picture_address, read_picture_choice
from app.web.http import redirect_to


@bp.get("/pages/<uuid:page_id>/search")
@requires(Role.VIEWER)
def edit_page_search(page_id: UUID) -> ResponseReturnValue:
    """Show the form with the saved settings."""
    page = pages.get_page(page_id)
    stored = seo.PageSearch.read(page.search)
    form = PageSearchDetails.filled(
        search_title=stored.title,
        meta_description=page.meta_description,
        image=stored.image,
        canonical=stored.canonical,
        is_hidden="1" if stored.is_hidden else "",
        subject=stored.subject,
        date=stored.date,
        place=stored.place,
    )
    return render_template("seo/page_search.html", **_screen(page_id, form))


@bp.patch("/pages/<uuid:page_id>/search")
@requires(Role.EDITOR)
def update_page_search(page_id: UUID) -> ResponseReturnValue:
    """Save the settings."""
    form = PageSearchDetails.read(merge_picture_address(request.form, "image"))
    if form.is_valid:
        with form.catch_errors():
            seo.update_page_search(page_id, _submitted(form), description=form["meta_description"])
            flash_message("Saved. Readers will see the change once you publish.")
            return redirect_to(url_for("seo.edit_page_search", page_id=page_id))
    return form_response("seo/page_search.html", "seo/_page_search_form.html", **_screen(page_id, form))


@bp.get("/pages/<uuid:page_id>/search-preview")
@requires(Role.VIEWER)
def show_page_search_preview(page_id: UUID) -> ResponseReturnValue:
    """Preview the page with the unsaved settings."""
    form = PageSearchDetails.read(merge_picture_address(request.args, "image"))
    preview = preview_page(pages.get_page(page_id), _submitted(form), description=form["meta_description"])
    return render_template("seo/_search_preview.html", preview=preview)


def _submitted(form: PageSearchDetails) -> seo.PageSearch:
    return seo.PageSearch(
        title=form["search_title"],
        image=form["image"],
        canonical=form["canonical"],
        is_hidden=form.is_on("is_hidden"),
        subject=form["subject"],
        date=form["date"],
        place=form["place"],
    )


def _screen(page_id: UUID, form: PageSearchDetails) -> dict[str, object]:
    page = pages.get_page(page_id)
    preview = preview_page(page, _submitted(form), description=form["meta_description"])
    choice = read_picture_choice(form["image"])
    site = sites.get_site(page.site_id)
    return {"page": page, "site": site, "form": form, "preview": preview, "choice": choice}
