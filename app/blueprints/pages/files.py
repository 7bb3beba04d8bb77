"""Exporting a page to a file and importing it."""

from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from slugify import slugify
from werkzeug.http import dump_options_header

from app.blueprints.pages.blueprint import bp
from app.blueprints.pages.forms import NewPage, PageFile
from app.blueprints.pages.pages import screen
from app.services import pages
from app.web.auth import Role, requires
from app.web.display import flash_message
from app.web.forms import form_response
from app.web.http import redirect_to


@bp.get("/pages/<uuid:page_id>/file")
@requires(Role.VIEWER)
def show_file(page_id: UUID) -> ResponseReturnValue:
    """Download the page as Puck's Data JSON."""
    title, text = pages.export_file(page_id)
    name = f"{slugify(title) or 'page'}.json"
    disposition = dump_options_header("attachment", {"filename": name})
    return Response(text, mimetype="application/json", headers={"Content-Disposition": disposition})


@bp.post("/sites/<uuid:site_id>/files")
@requires(Role.EDITOR)
def create_file(site_id: UUID) -> ResponseReturnValue:
    """Import a page from a file."""
    form = PageFile.read({})
    sent = request.files.get("document")
    with form.catch_errors():
        page = pages.import_file(site_id, sent.read() if sent else b"")
        flash_message(f"“{page.title}” was added, with everything from the file.")
        return redirect_to(url_for("pages.list_pages", site_id=site_id))
    parts = screen(site_id, NewPage(), file_form=form)
    return form_response("pages/index.html", "pages/_page_file_form.html", **parts)
