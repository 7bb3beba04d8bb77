"""Blocks: add, inspect, change, delete."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.components.fields import FieldError
from app.services import documents, editing
from app.services.documents import Applied
from app.tree.model import Insert
from app.web.auth import Role, requires
from app.web.editor import edit_response, inspect, read_gesture, read_id, read_values


@bp.post("/pages/<uuid:page_id>/blocks")
@requires(Role.EDITOR)
def create_block(page_id: UUID) -> ResponseReturnValue:
    """Insert a component, a copy of a saved section, or a shared section."""
    applied = _add(
        page_id,
        slot=request.form.get("slot", ""),
        after=request.form.get("after", ""),
        near=request.form.get("near"),
    )
    added = next((change.block.id for change in applied.operation.changes if isinstance(change, Insert)), "")
    return edit_response(applied, select=added)


@bp.get("/pages/<uuid:page_id>/blocks/<path:block_id>/edit")
@requires(Role.VIEWER)
def edit_block(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Show the field panel of a block."""
    revision, tree = documents.newest(page_id)
    inspector = inspect(page_id, tree, block_id, revision=revision)
    return render_template("editing/inspector/_inspector.html", inspector=inspector)


@bp.patch("/pages/<uuid:page_id>/blocks/<path:block_id>")
@requires(Role.EDITOR)
def update_block(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Change fields of a block; for invalid input, respond with an error message for the field."""
    try:
        applied = editing.update_block(page_id, block_id, read_values(), gesture=read_gesture())
    except FieldError as error:
        return render_template(
            "editing/inspector/_field_error.html", field=error.field, message=str(error)
        ), 422
    return edit_response(applied, show_inspector=False)


@bp.delete("/pages/<uuid:page_id>/blocks/<path:block_id>")
@requires(Role.EDITOR)
def delete_block(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Delete a block."""
    return edit_response(editing.remove_block(page_id, block_id, gesture=read_gesture()))


def _add(page_id: UUID, *, slot: str, after: str, near: str | None) -> Applied:
    gesture = read_gesture()
    saved, shared = read_id("saved"), read_id("section")
    if saved:
        return editing.insert_saved(page_id, saved, slot=slot, after=after, near=near, gesture=gesture)
    if shared:
        return editing.insert_shared(page_id, shared, slot=slot, after=after, near=near, gesture=gesture)
    component = request.form.get("component", "")
    return editing.insert_block(
        page_id, component=component, slot=slot, after=after, near=near, gesture=gesture
    )
