"""Add, remove and reorder the items of an array field."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import editing
from app.web.auth import Role, requires
from app.web.editor import edit_response, read_gesture


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/items")
@requires(Role.EDITOR)
def create_item_change(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Change the items of one field; `action` is "add", "remove", "up" or "down"."""
    index = request.form.get("index", "")
    applied = editing.rearrange_items(
        page_id,
        block_id,
        field=request.form.get("field", ""),
        action=request.form.get("action", ""),
        index=int(index) if index.isascii() and index.isdigit() else -1,
        gesture=read_gesture(),
    )
    return edit_response(applied, select=block_id)
