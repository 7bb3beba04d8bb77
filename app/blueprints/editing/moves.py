"""Moving and duplicating a block."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import editing
from app.tree.model import Insert
from app.web.auth import Role, requires
from app.web.editor import edit_response, read_gesture


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/moves")
@requires(Role.EDITOR)
def create_move(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Move a block into `slot`: after the block `after` or, without `after`, to the start."""
    applied = editing.move_block(
        page_id,
        block_id,
        slot=request.form.get("slot", ""),
        after=request.form.get("after", ""),
        gesture=read_gesture(),
    )
    return edit_response(applied, select=block_id, show_inspector=False)


@bp.post("/pages/<uuid:page_id>/blocks/<path:block_id>/duplicates")
@requires(Role.EDITOR)
def create_duplicate(page_id: UUID, block_id: str) -> ResponseReturnValue:
    """Add a copy of a block right after it."""
    applied = editing.duplicate_block(page_id, block_id, gesture=read_gesture())
    copy = next((change.block.id for change in applied.operation.changes if isinstance(change, Insert)), "")
    return edit_response(applied, select=copy)
