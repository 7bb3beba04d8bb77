"""Actions on several blocks at once, each of which is a single undo step."""

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.blueprints.editing.blueprint import bp
from app.services import editing
from app.web.auth import Role, requires
from app.web.editor import added_blocks, edit_response, read_copied, read_gesture, read_uuid


@bp.get("/pages/<uuid:page_id>/copies")
@requires(Role.VIEWER)
def show_copy(page_id: UUID) -> ResponseReturnValue:
    """Return the blocks in `block` as Puck Data for the clipboard, in their current state or as the user saw them."""
    copied = editing.copy_blocks(replace(read_copied(page_id), page_id=page_id))
    return Response(json.dumps(copied), mimetype="application/json")


@bp.post("/pages/<uuid:page_id>/removals")
@requires(Role.EDITOR)
def create_removal(page_id: UUID) -> ResponseReturnValue:
    """Remove the blocks in `block`."""
    return edit_response(editing.remove_blocks(page_id, _blocks(), gesture=read_gesture()))


@bp.post("/pages/<uuid:page_id>/moves")
@requires(Role.EDITOR)
def create_joint_move(page_id: UUID) -> ResponseReturnValue:
    """Move the blocks in `block` into `slot`: after the block `after` or, without `after`, to the start."""
    applied = editing.move_blocks(
        page_id,
        _blocks(),
        slot=request.form.get("slot", ""),
        after=request.form.get("after", ""),
        gesture=read_gesture(),
    )
    return edit_response(applied, show_inspector=False)


@bp.post("/pages/<uuid:page_id>/duplicates")
@requires(Role.EDITOR)
def create_joint_duplicate(page_id: UUID) -> ResponseReturnValue:
    """Duplicate the blocks in `block`."""
    applied = editing.duplicate_blocks(page_id, _blocks(), gesture=read_gesture())
    return edit_response(applied, select=added_blocks(applied))


@bp.post("/pages/<uuid:page_id>/transfers")
@requires(Role.EDITOR)
def create_transfer(page_id: UUID) -> ResponseReturnValue:
    """Move the blocks in `block` to the end of the page `to`."""
    applied = editing.transfer_blocks(page_id, _blocks(), to_page_id=read_uuid("to"), gesture=read_gesture())
    return edit_response(applied)


def _blocks() -> Sequence[str]:
    return list(dict.fromkeys(request.form.getlist("block")))
