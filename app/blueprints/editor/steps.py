"""Undo and redo: each person's own steps, from the log."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.blueprints.editor.answers import answer
from app.blueprints.editor.blueprint import bp
from app.blueprints.editor.requests import read_gesture, read_selected
from app.services import documents
from app.services.documents import Applied
from app.tree.changes import Insert, Move, Update
from app.tree.node import ROOT
from app.web.access import Role, requires


@bp.post("/pages/<uuid:page_id>/undos")
@requires(Role.EDITOR)
def create_undo(page_id: UUID) -> ResponseReturnValue:
    """Take back one's newest step."""
    applied = documents.undo(page_id, gesture=read_gesture())
    return answer(applied, select=_touched(applied))


@bp.post("/pages/<uuid:page_id>/redos")
@requires(Role.EDITOR)
def create_redo(page_id: UUID) -> ResponseReturnValue:
    """Bring back the step that was taken back last."""
    applied = documents.redo(page_id, gesture=read_gesture())
    return answer(applied, select=_touched(applied))


def _touched(applied: Applied) -> str:
    """The block that the step was about, where it is still there; else what was selected."""
    for change in reversed(applied.operation.changes):
        block_id = change.block.id if isinstance(change, Insert) else getattr(change, "id", "")
        if isinstance(change, Insert | Move | Update) and block_id in applied.tree and block_id != ROOT:
            return block_id
    return read_selected()
