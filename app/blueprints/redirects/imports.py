"""Importing redirects from a file, after a preview."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.redirects.blueprint import bp
from app.blueprints.redirects.forms import RedirectTable
from app.services import redirects, sites
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/sites/<uuid:site_id>/redirects/imports")
@requires(Role.VIEWER)
def new_import(site_id: UUID) -> ResponseReturnValue:
    """Show the form for choosing a file."""
    return render_template("redirects/import.html", **_screen(site_id, RedirectTable()))


@bp.post("/sites/<uuid:site_id>/redirects/imports")
@requires(Role.EDITOR)
def create_import(site_id: UUID) -> ResponseReturnValue:
    """Preview a file, or import it once the preview has been shown."""
    form = RedirectTable.read({"table": _table()})
    with form.catch_errors():
        if request.form.get("seen"):
            count = redirects.import_csv(site_id, form["table"])
            flash_message(f"{count} redirects imported." if count != 1 else "1 redirect imported.")
            return redirect_to(url_for("redirects.list_redirects", site_id=site_id))
        lines = redirects.preview_csv(site_id, form["table"])
        if lines:
            return render_template("redirects/import.html", **_screen(site_id, form), lines=lines)
        form.errors["table"] = "This file is empty. Each line needs an old address and a new one."
    return form_response("redirects/import.html", "redirects/import.html", **_screen(site_id, form))


def _table() -> str:
    """Return the text of the uploaded file or, if there is none, of the form field."""
    sent = request.files.get("document")
    read = sent.read() if sent else b""
    return redirects.text_of(read) if read else request.form.get("table", "")


def _screen(site_id: UUID, form: RedirectTable) -> dict[str, object]:
    return {"site": sites.get_site(site_id), "form": form}
