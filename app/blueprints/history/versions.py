"""Versions of a page: saving a state under a name, and renaming it."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.history.blueprint import bp
from app.errors import Conflict, Invalid
from app.models import PageVersion
from app.services import history
from app.web.auth import Role, requires
from app.web.editor import read_revision


@bp.post("/pages/<uuid:page_id>/versions")
@requires(Role.EDITOR)
def create_version(page_id: UUID) -> ResponseReturnValue:
    """Save the page's current state, or its state at `revision`, under a name."""
    name, revision = request.form.get("name", ""), read_revision("revision")
    try:
        version = history.name_version(page_id, name=name, revision=revision)
    except (Invalid, Conflict) as refusal:
        return _refused(refusal)
    return _named(version), 201


@bp.patch("/pages/<uuid:page_id>/versions/<uuid:version_id>")
@requires(Role.EDITOR)
def update_version(page_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Rename a version."""
    try:
        version = history.rename_version(page_id, version_id, name=request.form.get("name", ""))
    except (Invalid, Conflict) as refusal:
        return _refused(refusal)
    return _named(version)


def _named(version: PageVersion) -> str:
    return render_template("history/_version_named.html", version=version)


def _refused(refusal: Invalid | Conflict) -> ResponseReturnValue:
    if refusal.field != "name":
        raise refusal
    return render_template("editing/inspector/_field_error.html", field="name", message=str(refusal)), 422
