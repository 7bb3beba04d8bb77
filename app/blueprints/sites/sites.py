"""Listing, creating and opening sites."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.sites.blueprint import bp
from app.blueprints.sites.forms import NewSite
from app.models import Template
from app.services import domains, pages, sites, themes
from app.web import auth
from app.web.auth import Role, requires
from app.web.forms import form_response
from app.web.http import redirect_to
from app.web.template_context import edit_url

# The template shown first for each kind of writing.
DESIGN_FOR_GENRE = {
    "novels": "regency",
    "crime": "noir",
    "poetry": "stanza",
    "nature": "field-notes",
    "essays": "broadsheet",
    "children": "picturebook",
}


@bp.get("/sites")
@requires(Role.VIEWER)
def list_sites() -> ResponseReturnValue:
    """List all sites of the account."""
    return render_template("sites/index.html", cards=sites.list_sites())


@bp.get("/sites/new")
@requires(Role.EDITOR)
def new_site() -> ResponseReturnValue:
    """Show the gallery and a short form."""
    writing = request.args.get("writing", "")
    gallery = _gallery(writing)
    name = auth.require_identity().user.name
    form = NewSite.filled(
        author_name=name,
        subdomain=domains.suggest_free_subdomain(name),
        template=gallery[0].slug if gallery else "",
    )
    return render_template("sites/new.html", form=form, gallery=gallery, writing=writing)


@bp.post("/sites")
@requires(Role.EDITOR)
def create_site() -> ResponseReturnValue:
    """Create the site and open its home page in the editor."""
    form = NewSite.read(request.form)
    writing = request.form.get("writing", "")[:20]
    if form.is_valid:
        with form.catch_errors():
            site = sites.create_site(
                name=form["author_name"],
                author_name=form["author_name"],
                subdomain=form["subdomain"],
                template_slug=form["template"],
            )
            return redirect_to(edit_url(pages.get_home(site.id).id))
    return form_response(
        "sites/new.html", "sites/_new_site_form.html", form=form, gallery=_gallery(writing), writing=writing
    )


@bp.get("/sites/<uuid:site_id>")
@requires(Role.VIEWER)
def show_site(site_id: UUID) -> ResponseReturnValue:
    """Redirect to the site's list of pages."""
    return redirect_to(url_for("pages.list_pages", site_id=sites.get_site(site_id).id))


@bp.get("/sites/<uuid:site_id>/edit")
@requires(Role.VIEWER)
def edit_site(site_id: UUID) -> ResponseReturnValue:
    """Open the site's home page in the editor."""
    return redirect_to(edit_url(pages.get_home(sites.get_site(site_id).id).id))


def _gallery(writing: str) -> list[Template]:
    """Return the gallery's templates, starting with the best match for a kind of writing."""
    return sorted(themes.list_gallery(), key=lambda design: design.slug != DESIGN_FOR_GENRE.get(writing))
