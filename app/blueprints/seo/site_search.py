"""How a site looks in search results and when it is shared."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.seo.blueprint import bp
from app.blueprints.seo.forms import SiteSearchSettings
from app.services import seo, sites
from app.services.seo import preview_site
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response, merge_picture_address, read_picture_choice
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/search")
@requires(Role.VIEWER)
def edit_site_search(site_id: UUID) -> ResponseReturnValue:
    """Show the form with the saved settings."""
    stored = seo.SiteSearch.read(sites.get_site(site_id).search)
    form = SiteSearchSettings.filled(
        pattern=stored.pattern,
        image=stored.image,
        is_hidden="1" if stored.is_hidden else "",
        keeps_ai_away="1" if stored.keeps_ai_away else "",
    )
    return render_template("seo/site_search.html", **_screen(site_id, form))


@bp.patch("/sites/<uuid:site_id>/search")
@requires(Role.EDITOR)
def update_site_search(site_id: UUID) -> ResponseReturnValue:
    """Save the settings."""
    form = SiteSearchSettings.read(merge_picture_address(request.form, "image"))
    if form.is_valid:
        with form.catch_errors():
            seo.update_site_search(site_id, _submitted(form))
            flash_message("Saved. Readers will see the change once you publish.")
            return redirect_to(url_for("seo.edit_site_search", site_id=site_id))
    return form_response("seo/site_search.html", "seo/_site_search_form.html", **_screen(site_id, form))


@bp.get("/sites/<uuid:site_id>/search-preview")
@requires(Role.VIEWER)
def show_site_search_preview(site_id: UUID) -> ResponseReturnValue:
    """Preview a page of the site with the unsaved settings."""
    form = SiteSearchSettings.read(merge_picture_address(request.args, "image"))
    return render_template("seo/_search_preview.html", preview=preview_site(site_id, _submitted(form)))


def _submitted(form: SiteSearchSettings) -> seo.SiteSearch:
    return seo.SiteSearch(
        pattern=form["pattern"],
        image=form["image"],
        is_hidden=form.is_on("is_hidden"),
        keeps_ai_away=form.is_on("keeps_ai_away"),
    )


def _screen(site_id: UUID, form: SiteSearchSettings) -> dict[str, object]:
    return {
        "site": sites.get_site(site_id),
        "form": form,
        "preview": preview_site(site_id, _submitted(form)),
        "choice": read_picture_choice(form["image"]),
    }
