"""Pastes: blocks that come from another page, another site or from Puck, and plain words."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.editor.announcements import came
from app.blueprints.editor.answers import answer
from app.blueprints.editor.blueprint import bp
from app.blueprints.editor.requests import read_gesture
from app.services import pastes
from app.web.access import Role, requires


@bp.post("/pages/<uuid:page_id>/pastes")
@requires(Role.EDITOR)
def create_paste(page_id: UUID) -> ResponseReturnValue:
    """Add what `puck` or `text` holds at a place, as a new component is added."""
    form = request.form
    paste = pastes.paste_puck if "puck" in form else pastes.paste_text
    applied = paste(
        page_id,
        form.get("puck", form.get("text", "")),
        slot=form.get("slot", ""),
        after=form.get("after", ""),
        near=form.get("near"),
        gesture=read_gesture(),
    )
    return answer(applied, select=came(applied))
