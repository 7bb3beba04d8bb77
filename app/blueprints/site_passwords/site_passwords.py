"""Readers' passwords for a whole site or a single page."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.site_passwords.blueprint import bp
from app.blueprints.site_passwords.forms import Password
from app.models import Page
from app.services import pages, site_passwords, sites
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/password")
@requires(Role.VIEWER)
def edit_site_password(site_id: UUID) -> ResponseReturnValue:
    """Show the site's password settings."""
    return render_template("site_passwords/edit.html", **_screen(site_id, None, Password()))


@bp.patch("/sites/<uuid:site_id>/password")
@requires(Role.EDITOR)
def update_site_password(site_id: UUID) -> ResponseReturnValue:
    """Set or remove the password."""
    return _update(site_id, None)


@bp.get("/pages/<uuid:page_id>/password")
@requires(Role.VIEWER)
def edit_page_password(page_id: UUID) -> ResponseReturnValue:
    """Show the page's password settings."""
    page = pages.get_page(page_id)
    return render_template("site_passwords/edit.html", **_screen(page.site_id, page, Password()))


@bp.patch("/pages/<uuid:page_id>/password")
@requires(Role.EDITOR)
def update_page_password(page_id: UUID) -> ResponseReturnValue:
    """Set or remove the password."""
    page = pages.get_page(page_id)
    return _update(page.site_id, page)


def _update(site_id: UUID, page: Page | None) -> ResponseReturnValue:
    page_id = page.id if page else None
    here = (
        url_for("site_passwords.edit_page_password", page_id=page_id)
        if page_id
        else url_for("site_passwords.edit_site_password", site_id=site_id)
    )
    if request.form.get("open"):
        site_passwords.remove_lock(site_id, page_id)
        flash_message("Everyone can read it again.")
        return redirect_to(here)
    form = Password.read(request.form)
    if form.is_valid:
        with form.catch_errors():
            site_passwords.set_lock(site_id, page_id, form["password"])
            flash_message("Readers now need the password.")
            return redirect_to(here)
    return form_response(
        "site_passwords/edit.html", "site_passwords/_form.html", **_screen(site_id, page, form)
    )


def _screen(site_id: UUID, page: Page | None, form: Password) -> dict[str, object]:
    return {
        "site": sites.get_site(site_id),
        "page": page,
        "form": form,
        "is_locked": site_passwords.is_locked(site_id, page.id if page else None),
    }
