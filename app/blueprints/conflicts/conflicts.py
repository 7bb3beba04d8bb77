"""Text conflicts: the list, and the dialog for choosing between two versions."""

from uuid import UUID

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.conflicts.blueprint import bp
from app.blueprints.conflicts.text_diff import plain, side_by_side
from app.components.fields import FieldError
from app.components.text_kinds import TextKind
from app.errors import Invalid
from app.models import Choice
from app.services import conflicts
from app.services.components import current_registry
from app.services.conflicts import ConflictView, TextConflict
from app.services.documents import Applied
from app.services.editing import get_page_row, resolve
from app.tree.model import Insert, Update
from app.web.auth import Role, requires
from app.web.auth import require_identity as person
from app.web.editor import edit_response, read_gesture


@bp.get("/pages/<uuid:page_id>/conflicts")
@requires(Role.VIEWER)
def list_conflicts(page_id: UUID) -> ResponseReturnValue:
    """List the page's conflicts in the history panel, unresolved ones first."""
    get_page_row(page_id)
    listed = conflicts.list_conflicts(page_id)
    return render_template(
        "conflicts/_conflicts.html",
        page_id=page_id,
        open=[each for each in listed if not each.row.resolution],
        settled=[each for each in listed if each.row.resolution],
        shown=_shown,
        what=describe_field,
    )


@bp.get("/pages/<uuid:page_id>/conflicts/<uuid:conflict_id>")
@requires(Role.VIEWER)
def show_conflict(page_id: UUID, conflict_id: UUID) -> ResponseReturnValue:
    """Show the dialog for one conflict."""
    return _dialog(conflicts.get_conflict(page_id, conflict_id))


@bp.post("/pages/<uuid:page_id>/conflicts/<uuid:conflict_id>/resolutions")
@requires(Role.EDITOR)
def create_resolution(page_id: UUID, conflict_id: UUID) -> ResponseReturnValue:
    """Resolve a conflict; `choice` is "mine", "theirs" or "both"."""
    conflicts.get_conflict(page_id, conflict_id)
    try:
        applied = resolve(page_id, conflict_id, choice=_choice(), gesture=read_gesture())
    except FieldError as error:
        return render_template(
            "editing/inspector/_field_error.html", field=error.field, message=str(error)
        ), 422
    return edit_response(applied, select=_affected_block(applied))


@bp.app_errorhandler(TextConflict)
def show_refusal(refusal: TextConflict) -> ResponseReturnValue:
    """Respond to a rejected text with 409 and the conflict dialog."""
    page_id = (request.view_args or {})["page_id"]
    return make_response(_dialog(conflicts.get_conflict(page_id, refusal.conflict_id)), 409)


def describe_field(conflict: ConflictView) -> str:
    """Return the name of the field in conflict, such as "Text of Heading"."""
    return f"{conflict.row.label} of {current_registry().label(conflict.row.block_type)}"


def _dialog(conflict: ConflictView) -> str:
    row = conflict.row
    kind = TextKind(row.kind)
    is_html = kind.is_html
    mine, theirs = side_by_side(row.mine, row.theirs or "", is_html=is_html)
    return render_template(
        "conflicts/_conflict.html",
        conflict=conflict,
        what=describe_field(conflict),
        is_own=row.actor_id == person().user.id,
        can_keep_both=kind.separator is not None,
        is_another_tab=row.actor_id == row.other_id,
        mine=mine if row.theirs is not None else plain(row.mine, is_html=is_html),
        theirs=theirs,
    )


def _shown(conflict: ConflictView, version: str) -> str:
    text = conflict.row.mine if version == "mine" else conflict.row.theirs or ""
    return plain(text, is_html=TextKind(conflict.row.kind).is_html)


def _choice() -> Choice:
    try:
        return Choice(request.form.get("choice", ""))
    except ValueError:
        raise Invalid("Please choose what to keep.") from None


def _affected_block(applied: Applied) -> str | None:
    """Return the block that was changed or inserted, which the editor then selects."""
    for change in applied.operation.changes:
        if isinstance(change, Insert | Update):
            return change.block.id if isinstance(change, Insert) else change.id
    return None
