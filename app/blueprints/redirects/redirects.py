"""A site's redirects: listing, adding, changing, deleting and exporting them."""

from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.redirects.blueprint import bp
from app.blueprints.redirects.forms import Redirect
from app.services import redirects, sites
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/redirects")
@requires(Role.VIEWER)
def list_redirects(site_id: UUID) -> ResponseReturnValue:
    """List the redirects of a site."""
    return render_template("redirects/index.html", **_screen(site_id, Redirect.filled(kind="moved")))


@bp.post("/sites/<uuid:site_id>/redirects")
@requires(Role.EDITOR)
def create_redirect(site_id: UUID) -> ResponseReturnValue:
    """Add a redirect."""
    form = Redirect.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            added = redirects.add_redirect(site_id, **form.values)
            flash_message(f"{added.from_path} now redirects.")
            return redirect_to(url_for("redirects.list_redirects", site_id=site_id))
    return form_response("redirects/index.html", "redirects/_redirect_form.html", **_screen(site_id, form))


@bp.get("/redirects/<uuid:redirect_id>")
@requires(Role.VIEWER)
def edit_redirect(redirect_id: UUID) -> ResponseReturnValue:
    """Show the form for an existing redirect."""
    row = redirects.get_redirect(redirect_id)
    target = redirects.read_address_book(row.site_id).pages.get(str(row.to_page), row.target)
    form = Redirect.filled(from_path=row.from_path, target=target, kind=row.kind)
    return render_template("redirects/edit.html", site=sites.get_site(row.site_id), form=form, redirect=row)


@bp.patch("/redirects/<uuid:redirect_id>")
@requires(Role.EDITOR)
def update_redirect(redirect_id: UUID) -> ResponseReturnValue:
    """Change a redirect."""
    row = redirects.get_redirect(redirect_id)
    form = Redirect.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            redirects.change_redirect(redirect_id, **form.values)
            flash_message("Saved. It takes effect within seconds.")
            return redirect_to(url_for("redirects.list_redirects", site_id=row.site_id))
    site = sites.get_site(row.site_id)
    return form_response(
        "redirects/edit.html", "redirects/_redirect_form.html", site=site, form=form, redirect=row
    )


@bp.delete("/redirects/<uuid:redirect_id>")
@requires(Role.EDITOR)
def delete_redirect(redirect_id: UUID) -> ResponseReturnValue:
    """Delete a redirect."""
    row = redirects.delete_redirect(redirect_id)
    flash_message(f"{row.from_path} no longer redirects.")
    return redirect_to(url_for("redirects.list_redirects", site_id=row.site_id))


@bp.get("/sites/<uuid:site_id>/redirects/file")
@requires(Role.VIEWER)
def show_file(site_id: UUID) -> ResponseReturnValue:
    """Download all redirects as CSV."""
    disposition = 'attachment; filename="redirects.csv"'
    content = redirects.export_csv(site_id)
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _screen(site_id: UUID, form: Redirect) -> dict[str, object]:
    return {
        "site": sites.get_site(site_id),
        "redirects": redirects.list_redirects(site_id),
        "form": form,
        "redirect": None,
    }
