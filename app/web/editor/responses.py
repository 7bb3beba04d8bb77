"""The editor's response format: patches for the canvas and outline, the inspector, and an announcement.

The patches update the client from the revision it shows to the newest one, so they include concurrent
changes by others as well as the requested change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template

from app.services import documents
from app.services.documents import Applied
from app.services.editing import canvas_context
from app.tenancy import one_reading_transaction
from app.tree.model import ROOT, Operation, Tree, Update
from app.tree.sync import catch_up
from app.web.assets import GalleryUrls
from app.web.editor.announcements import announcement
from app.web.editor.inspector import Inspector, inspect
from app.web.editor.patches import patches
from app.web.editor.requests import CanvasState, read_canvas_state, read_selected

MAX_OPERATIONS = 500
"""A canvas that is further behind than this is reloaded instead, which is cheaper."""


@dataclass(frozen=True, kw_only=True)
class CanvasUpdate:
    """A page at its newest revision; `operations` are those since the shown one, or None if there are too many."""

    page_id: UUID
    tree: Tree
    revision: int
    operations: Sequence[Operation] | None


@one_reading_transaction()
def edit_response(
    applied: Applied,
    *,
    select: str | Sequence[str] | None = None,
    show_inspector: bool = True,
    did: str = "",
) -> Response:
    """Render the response to an edit: all changes since the shown revision.

    `select` is the new selection, by default the current one; `show_inspector` is False while the author types
    in the inspector; `did` is "Undone" or "Redone", for the announcement.
    """
    wanted = read_selected() if select is None else select
    selection = [wanted] if isinstance(wanted, str) else list(wanted)
    shown, selected = read_canvas_state(), selection[0] if selection else ""
    update = _canvas_update(applied, shown)
    show_inspector = show_inspector or _was_changed(selected, _by_others(update, applied))
    return _response(
        update,
        shown,
        selected=selected,
        selection=[id_ for id_ in selection if id_ in update.tree],
        inspector=_inspector(update, selected) if show_inspector else None,
        spoken=announcement(applied, did=did, selected=selected if selected != read_selected() else ""),
        label=applied.label,
        skipped=" ".join(skip.reason for skip in applied.skipped),
    )


def changes_response(page_id: UUID) -> Response:
    """Render the changes since the shown revision, or respond with 204 if there are none."""
    shown, selected = read_canvas_state(), read_selected()
    revision, tree = documents.newest(page_id)
    if shown.revision == revision and not shown.also:
        return make_response("", 204)
    update = CanvasUpdate(
        page_id=page_id, tree=tree, revision=revision, operations=_between(page_id, shown.revision, revision)
    )
    is_stale = update.operations is not None and _was_changed(selected, update.operations)
    return _response(
        update, shown, selected=selected, inspector=_inspector(update, selected) if is_stale else None
    )


def _response(
    update: CanvasUpdate,
    shown: CanvasState,
    *,
    selected: str,
    inspector: Inspector | None,
    selection: Sequence[str] = (),
    spoken: str = "",
    label: str = "",
    skipped: str = "",
) -> Response:
    context = canvas_context(update.page_id, assets=GalleryUrls(), tree=update.tree)
    steps = [] if update.operations is None else catch_up(update.tree, update.operations, shown.also)
    html = render_template(
        "editing/answer.hx.html",
        revision=update.revision,
        reload=update.operations is None or any(map(_changes_root, update.operations)),
        patches=list(patches(update.tree, steps, context)),
        styles=list(context.styles.values()),
        selected=selected if selected in update.tree else "",
        selection=selection if len(selection) > 1 else (),
        announcement=spoken,
        label=label,
        skipped=skipped,
        inspector=inspector,
    )
    return make_response(html)


def _canvas_update(applied: Applied, shown: CanvasState) -> CanvasUpdate:
    """Find the operations that the canvas lacks; only this change if the request gives no shown revision."""
    is_alone = applied.operation and not applied.repeated and shown.revision == applied.revision - 1
    operations: Sequence[Operation] | None = [applied.operation]
    if shown.revision is not None and not is_alone:
        operations = _between(applied.page_id, shown.revision, applied.revision)
    return CanvasUpdate(
        page_id=applied.page_id, tree=applied.tree, revision=applied.revision, operations=operations
    )


def _between(page_id: UUID, shown: int | None, revision: int) -> Sequence[Operation] | None:
    if shown is None or not revision - MAX_OPERATIONS <= shown <= revision:
        return None
    return documents.operations_between(page_id, after=shown, upto=revision)


def _by_others(update: CanvasUpdate, applied: Applied) -> Sequence[Operation]:
    return [one for one in update.operations or () if one != applied.operation]


def _was_changed(block_id: str, operations: Sequence[Operation]) -> bool:
    updated = (change.id for one in operations for change in one.changes if isinstance(change, Update))
    return block_id in updated


def _changes_root(operation: Operation) -> bool:
    """Return True if the root changed: the header and footer are outside the blocks, so the canvas must reload."""
    return any(change.id == ROOT for change in operation.changes if isinstance(change, Update))


def _inspector(update: CanvasUpdate, selected: str) -> Inspector | None:
    if not selected or selected not in update.tree:
        return None
    return inspect(update.page_id, update.tree, selected, revision=update.revision)
