"""Pastes: blocks that come from this site, another one or from Puck, and plain words."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import editing
from app.web.auth import Role, requires
from app.web.editor import added_blocks, answer, read_copied, read_gesture


@bp.post("/pages/<uuid:page_id>/pastes")
@requires(Role.EDITOR)
def create_paste(page_id: UUID) -> ResponseReturnValue:
    """Add what `puck` or `text` holds, or the blocks that were copied here, at a place, as a new component is added."""
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
    return answer(applied, select=added_blocks(applied))
