"""Pasting blocks from any site or from Puck, and plain text."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import editing
from app.web.auth import Role, requires
from app.web.editor import added_blocks, edit_response, read_copied, read_gesture


@bp.post("/pages/<uuid:page_id>/pastes")
@requires(Role.EDITOR)
def create_paste(page_id: UUID) -> ResponseReturnValue:
    """Paste `puck`, `text` or the blocks in `block`, at a position given in the same way as for a new component."""
    form = request.form
    place: dict[str, Any] = {
        "slot": form.get("slot", ""),
        "after": form.get("after", ""),
        "near": form.get("near"),
    }
    gesture = read_gesture()
    if "block" in form:
        applied = editing.paste_copied(page_id, read_copied(page_id), **place, gesture=gesture)
    elif "puck" in form:
        applied = editing.paste_puck(page_id, form["puck"], **place, gesture=gesture)
    else:
        applied = editing.paste_text(page_id, form.get("text", ""), **place, gesture=gesture)
    return edit_response(applied, select=added_blocks(applied))
