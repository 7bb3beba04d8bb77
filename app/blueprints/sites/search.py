"""How a site looks in search results and when it is shared."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.sites.blueprint import bp
from app.blueprints.sites.forms import SiteSearchSettings
from app.services import search, sites
from app.web.access import Role, requires
from app.web.answers import form_answer
from app.web.flash import say
from app.web.htmx import redirect_to


@bp.get("/sites/<uuid:site_id>/search")
@requires(Role.VIEWER)
def edit_search(site_id: UUID) -> ResponseReturnValue:
    """The form."""
    site = sites.get_site(site_id)
    kept = search.SiteSearch.read(site.search)
    form = SiteSearchSettings.filled(
        pattern=kept.pattern, image=kept.image, is_hidden="1" if kept.is_hidden else ""
    )
    return render_template("sites/search.html", site=site, form=form)


@bp.post("/sites/<uuid:site_id>/search")
@requires(Role.EDITOR)
def update_search(site_id: UUID) -> ResponseReturnValue:
    """Save it."""
    form = SiteSearchSettings.read(request.form)
    if form.is_good:
        with form.refusals():
            said = search.SiteSearch(
                pattern=form["pattern"], image=form["image"], is_hidden=form.is_on("is_hidden")
            )
            search.update_site_search(site_id, said)
            say("Saved. Publish the site to show it to your readers.")
            return redirect_to(url_for("sites.edit_search", site_id=site_id))
    site = sites.get_site(site_id)
    return form_answer("sites/search.html", "sites/_search_form.html", site=site, form=form)
