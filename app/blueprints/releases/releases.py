"""The releases of a site: listing, scheduling and changing them."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.releases.blueprint import bp
from app.blueprints.releases.forms import ReleaseForm
from app.services import releases, sites
from app.services.releases import ReleaseView
from app.web import display
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/releases")
@requires(Role.VIEWER)
def list_releases(site_id: UUID) -> ResponseReturnValue:
    """List upcoming and past releases, with a calendar."""
    site = sites.get_site(site_id)
    listed = releases.list_releases(site_id)
    month = display.calendar_month(request.args.get("month", ""), listed)
    return render_template(
        "releases/index.html", site=site, releases=listed, month=month, weekdays=display.WEEKDAYS
    )


@bp.get("/sites/<uuid:site_id>/releases/new")
@requires(Role.VIEWER)
def new_release(site_id: UUID) -> ResponseReturnValue:
    """Show the form, with the page in `?page=` selected or, without the parameter, all changed pages."""
    candidates = releases.list_candidates(site_id)
    asked = request.args.get("page", "")
    chosen = (
        [asked] if asked else [str(page.id) for page in candidates if page.is_changed and not page.waits_in]
    )
    form = ReleaseForm.filled(zone=display.zone_name())
    return render_template("releases/edit.html", **_screen(site_id, form, chosen))


@bp.post("/sites/<uuid:site_id>/releases")
@requires(Role.EDITOR)
def create_release(site_id: UUID) -> ResponseReturnValue:
    """Schedule a release."""
    form, chosen = ReleaseForm.read(request.form), request.form.getlist("pages")
    if form.is_valid:
        with form.catch_errors():
            made = releases.get_release(releases.create_release(site_id, form.wanted(chosen)))
            flash_message(f"“{made.name}” will go live on {made.starts}. You don’t need to be online.")
            return redirect_to(url_for("releases.list_releases", site_id=site_id))
    return form_response("releases/edit.html", "releases/_form.html", **_screen(site_id, form, chosen))


@bp.get("/releases/<uuid:release_id>")
@requires(Role.VIEWER)
def edit_release(release_id: UUID) -> ResponseReturnValue:
    """Show the form for a waiting release."""
    release = releases.get_release(release_id)
    chosen = [str(change.page_id) for change in release.changes]
    screen = _screen(release.site_id, ReleaseForm.of(release), chosen, release)
    return render_template("releases/edit.html", **screen)


@bp.patch("/releases/<uuid:release_id>")
@requires(Role.EDITOR)
def update_release(release_id: UUID) -> ResponseReturnValue:
    """Save the release."""
    release = releases.get_release(release_id)
    form, chosen = ReleaseForm.read(request.form), request.form.getlist("pages")
    if form.is_valid:
        with form.catch_errors():
            newest = bool(request.form.get("newest"))
            releases.change_release(release_id, form.wanted(chosen), newest=newest)
            flash_message("Saved.")
            return redirect_to(url_for("releases.list_releases", site_id=release.site_id))
    screen = _screen(release.site_id, form, chosen, release)
    return form_response("releases/edit.html", "releases/_form.html", **screen)


def _screen(
    site_id: UUID, form: ReleaseForm, chosen: list[str], release: ReleaseView | None = None
) -> dict[str, object]:
    return {
        "site": sites.get_site(site_id),
        "form": form,
        "chosen": chosen,
        "release": release,
        "candidates": releases.list_candidates(site_id, exclude=release.id if release else None),
    }
