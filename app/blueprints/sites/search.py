"""How a site looks in search results and when it is shared."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.sites.blueprint import bp
from app.blueprints.sites.forms import SiteSearchSettings
from app.services import search, sites
from app.services.search_previews import preview_site
from app.web.access import Role, requires
from app.web.answers import form_answer
from app.web.flash import say
from app.web.htmx import redirect_to
from app.web.picture_choice import read_choice, with_picture


@bp.get("/sites/<uuid:site_id>/search")
@requires(Role.VIEWER)
def edit_search(site_id: UUID) -> ResponseReturnValue:
    """The form."""
    kept = search.SiteSearch.read(sites.get_site(site_id).search)
    form = SiteSearchSettings.filled(
        pattern=kept.pattern,
        image=kept.image,
        is_hidden="1" if kept.is_hidden else "",
        keeps_ai_away="1" if kept.keeps_ai_away else "",
    )
    return render_template("sites/search.html", **_screen(site_id, form))


@bp.post("/sites/<uuid:site_id>/search")
@requires(Role.EDITOR)
def update_search(site_id: UUID) -> ResponseReturnValue:
    """Save it."""
    form = SiteSearchSettings.read(with_picture(request.form, "image"))
    if form.is_good:
        with form.refusals():
            search.update_site_search(site_id, _said(form))
            say("Saved. Publish the site to show it to your readers.")
            return redirect_to(url_for("sites.edit_search", site_id=site_id))
    return form_answer("sites/search.html", "sites/_search_form.html", **_screen(site_id, form))


@bp.get("/sites/<uuid:site_id>/search-preview")
@requires(Role.VIEWER)
def show_search_preview(site_id: UUID) -> ResponseReturnValue:
    """How one of its pages would look with what is in the form now."""
    form = SiteSearchSettings.read(with_picture(request.args, "image"))
    return render_template("pages/_search_preview.html", preview=preview_site(site_id, _said(form)))


def _said(form: SiteSearchSettings) -> search.SiteSearch:
    return search.SiteSearch(
        pattern=form["pattern"],
        image=form["image"],
        is_hidden=form.is_on("is_hidden"),
        keeps_ai_away=form.is_on("keeps_ai_away"),
    )


def _screen(site_id: UUID, form: SiteSearchSettings) -> dict[str, object]:
    return {
        "site": sites.get_site(site_id),
        "form": form,
        "preview": preview_site(site_id, _said(form)),
        "choice": read_choice(form["image"]),
    }
