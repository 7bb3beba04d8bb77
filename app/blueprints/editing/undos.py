"""Undo and redo of the user's own steps."""

from collections.abc import Sequence
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import documents
from app.services.documents import Applied
from app.tree.model import ROOT, Remove, Update
from app.web.auth import Role, requires
from app.web.editor import edit_response, placed_blocks, read_gesture, read_selected


@bp.post("/pages/<uuid:page_id>/undos")
@requires(Role.EDITOR)
def create_undo(page_id: UUID) -> ResponseReturnValue:
    """Undo the user's newest step."""
    applied = documents.undo(page_id, gesture=read_gesture())
    return edit_response(applied, select=_touched(applied), did="Undone")


@bp.post("/pages/<uuid:page_id>/redos")
@requires(Role.EDITOR)
def create_redo(page_id: UUID) -> ResponseReturnValue:
    """Redo the user's most recently undone step."""
    applied = documents.redo(page_id, gesture=read_gesture())
    return edit_response(applied, select=_touched(applied), did="Redone")


def _touched(applied: Applied) -> str | Sequence[str]:
    """Return the blocks to select: those placed or changed, else the selection, else a neighbour of a removed block."""
    tree, changes = applied.tree, applied.operation.changes
    changed = [change.id for change in changes if isinstance(change, Update)]
    selected = read_selected()
    gone = [change.place for change in changes if isinstance(change, Remove)]
    beside = [id_ for place in gone for id_ in (place.after, *place.earlier, place.parent)]
    candidates = [*reversed(changed), selected, *beside]
    return placed_blocks(applied) or next((id_ for id_ in candidates if id_ in tree and id_ != ROOT), "")
