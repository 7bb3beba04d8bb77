"""How a page looks in search results and when it is shared."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.pages.blueprint import bp
from app.blueprints.pages.forms import PageSearchDetails
from app.services import pages, search, sites
from app.services.search_previews import preview_page
from app.web.access import Role, requires
from app.web.answers import form_answer
from app.web.flash import say
from app.web.htmx import redirect_to
from app.web.picture_choice import read_choice, with_picture


@bp.get("/pages/<uuid:page_id>/search")
@requires(Role.VIEWER)
def edit_search(page_id: UUID) -> ResponseReturnValue:
    """The form, filled with what stands already."""
    page = pages.get_page(page_id)
    kept = search.PageSearch.read(page.search)
    form = PageSearchDetails.filled(
        search_title=kept.title,
        meta_description=page.meta_description,
        image=kept.image,
        canonical=kept.canonical,
        is_hidden="1" if kept.is_hidden else "",
        subject=kept.subject,
        date=kept.date,
        place=kept.place,
    )
    return render_template("pages/search.html", **_screen(page_id, form))


@bp.post("/pages/<uuid:page_id>/search")
@requires(Role.EDITOR)
def update_search(page_id: UUID) -> ResponseReturnValue:
    """Save it."""
    form = PageSearchDetails.read(with_picture(request.form, "image"))
    if form.is_good:
        with form.refusals():
            search.update_page_search(page_id, _said(form), description=form["meta_description"])
            say("Saved. Publish the site to show it to your readers.")
            return redirect_to(url_for("pages.edit_search", page_id=page_id))
    return form_answer("pages/search.html", "pages/_search_form.html", **_screen(page_id, form))


@bp.get("/pages/<uuid:page_id>/search-preview")
@requires(Role.VIEWER)
def show_search_preview(page_id: UUID) -> ResponseReturnValue:
    """How it would look with what is in the form now."""
    form = PageSearchDetails.read(with_picture(request.args, "image"))
    preview = preview_page(pages.get_page(page_id), _said(form), description=form["meta_description"])
    return render_template("pages/_search_preview.html", preview=preview)


def _said(form: PageSearchDetails) -> search.PageSearch:
    return search.PageSearch(
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
    preview = preview_page(page, _said(form), description=form["meta_description"])
    choice = read_choice(form["image"])
    site = sites.get_site(page.site_id)
    return {"page": page, "site": site, "form": form, "preview": preview, "choice": choice}
