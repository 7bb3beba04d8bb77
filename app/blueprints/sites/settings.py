"""A site's settings."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.sites.blueprint import bp
from app.blueprints.sites.forms import SiteSettings
from app.services import domains, sites
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/settings")
@requires(Role.VIEWER)
def edit_settings(site_id: UUID) -> ResponseReturnValue:
    """Show the settings form."""
    site = sites.get_site(site_id)
    form = SiteSettings.filled(
        name=site.name,
        author_name=site.author_name,
        tagline=site.tagline,
        subdomain=domains.subdomain_of(domains.get_host(site).hostname),
        language=site.language,
    )
    return render_template("sites/settings.html", form=form, site=site)


@bp.patch("/sites/<uuid:site_id>/settings")
@requires(Role.EDITOR)
def update_settings(site_id: UUID) -> ResponseReturnValue:
    """Save the settings."""
    site = sites.get_site(site_id)
    form = SiteSettings.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            sites.update_site(
                site_id,
                name=form["name"],
                author_name=form["author_name"],
                tagline=form["tagline"],
                subdomain=form["subdomain"],
                language=form["language"],
            )
            flash_message("Saved. Readers will see the change once you publish.")
            return redirect_to(url_for("sites.edit_settings", site_id=site_id))
    return form_response("sites/settings.html", "sites/_settings_form.html", form=form, site=site)
