"""Items of an array field: add one, take one away, change their order."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editor.answers import answer
from app.blueprints.editor.blueprint import bp
from app.blueprints.editor.requests import read_gesture
from app.services import items
from app.web.access import Role, requires


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/items")
@requires(Role.EDITOR)
def create_item_change(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Rearrange the items of one field: `action` is add, remove, up or down."""
    index = request.form.get("index", "")
    applied = items.rearrange_items(
        page_id,
        block_id,
        field=request.form.get("field", ""),
        action=request.form.get("action", ""),
        index=int(index) if index.isascii() and index.isdigit() else -1,
        gesture=read_gesture(),
    )
    return answer(applied, select=block_id)
