"""Restoring a page or a single block to an earlier revision."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.blueprints.history.blueprint import bp
from app.errors import Invalid
from app.services import documents
from app.services.documents import Applied
from app.services.editing import get_page_row
from app.tree.model import Insert, Remove
from app.tree.sync import Kind
from app.web.auth import Role, requires
from app.web.editor import edit_response, read_gesture, read_revision


@bp.post("/pages/<uuid:page_id>/restorations")
@requires(Role.EDITOR)
def create_restoration(page_id: UUID) -> ResponseReturnValue:
    """Restore the page to `revision`; with `block` and `kind`, restore only that difference in that block."""
    get_page_row(page_id)
    revision, block_id = read_revision("revision"), request.form.get("block", "")
    if revision is None:
        raise Invalid("Please choose a version to restore.")
    gesture = read_gesture()
    if not block_id:
        return edit_response(documents.restore_revision(page_id, revision, gesture=gesture))
    applied = documents.restore_block(page_id, block_id, _kind(), revision, gesture=gesture)
    return edit_response(applied, select=_affected_block(applied))


def _kind() -> Kind:
    try:
        return Kind(request.form.get("kind", ""))
    except ValueError:
        raise Invalid("Please choose what to restore.") from None


def _affected_block(applied: Applied) -> str | None:
    """Return the id of the restored block, which the editor then selects; None if blocks were only removed."""
    for change in applied.operation.changes:
        if not isinstance(change, Remove):
            return change.block.id if isinstance(change, Insert) else change.id
    return None
