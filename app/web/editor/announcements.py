"""Screen reader announcements of changes: the action and the block's new position.

Changes that the browser shows immediately are announced by `static/js/editor/blocks/block-actions.js` instead.
"""

from collections.abc import Sequence

from app.services.components import current_registry
from app.services.documents import Applied
from app.tree.model import ROOT, Insert, Move, PageOrder, Place, Tree, place_of, position, siblings


def announcement(applied: Applied, *, did: str = "", selected: str = "") -> str:
    """Describe a change in a few sentences.

    `did` is "Undone", "Redone" or ''; `selected` is the newly selected block, or '' if the selection did not change.
    """
    standing, verb = placed_blocks(applied), applied.label.partition(" ")[0]
    if did:
        sentences = [f"{did}: {applied.label}", _subject(applied.tree, standing)]
    elif standing and verb in {"Added", "Duplicated", "Moved", "Pasted"}:
        sentences = [_subject(applied.tree, standing, "" if verb == "Moved" else f" {verb.lower()}")]
    else:
        sentences = [applied.label, _subject(applied.tree, standing)]
    if selected in applied.tree and selected not in standing:
        sentences.append(f"{current_registry().label(applied.tree[selected].type)} selected")
    return " ".join(
        [*(f"{message}." for message in sentences if message), *(skip.reason for skip in applied.skipped)]
    )


def placed_blocks(applied: Applied) -> list[str]:
    """Return the blocks that the change inserted or moved, in page order."""
    ids = [_id_of(change) for change in applied.operation.changes if isinstance(change, Insert | Move)]
    return sorted({id_ for id_ in ids if id_ in applied.tree}, key=PageOrder(applied.tree))


def added_blocks(applied: Applied) -> list[str]:
    """Return the blocks that the change inserted, in page order."""
    ids = {change.block.id for change in applied.operation.changes if isinstance(change, Insert)}
    return [id_ for id_ in placed_blocks(applied) if id_ in ids]


def place_name(tree: Tree, place: Place) -> str:
    """Return a slot's name for authors."""
    if place.parent == ROOT:
        return "the page"
    owner = tree[place.parent]
    slots = current_registry().slots(owner.type) or {}
    name = current_registry().label(owner.type)
    return (
        f"{name}, {current_registry().field_label(owner.type, place.slot).lower()}"
        if len(slots) > 1
        else name
    )


def _id_of(change: Insert | Move) -> str:
    return change.block.id if isinstance(change, Insert) else change.id


def _subject(tree: Tree, ids: Sequence[str], done: str = "") -> str:
    """Describe which blocks changed and where, such as "Quote added, position 2 of 3 in the page"."""
    if not ids:
        return ""
    what = current_registry().label(tree[ids[0]].type) if len(ids) == 1 else f"{len(ids)} parts"
    where = _where_all(tree, ids)
    return f"{what}{done}, {where}" if where else f"{what}{done}"


def _where_all(tree: Tree, ids: Sequence[str]) -> str:
    """Describe the position of blocks, such as "position 3 of 7 in Columns, left"; "" if they are not adjacent."""
    first, last = position(tree, ids[0]), position(tree, ids[-1])
    if siblings(tree, ids[0])[first.index : first.index + len(ids)] != tuple(ids):
        return ""
    spot = (
        f"position {first.index + 1}" if len(ids) == 1 else f"positions {first.index + 1} to {last.index + 1}"
    )
    return f"{spot} of {first.count} in {place_name(tree, place_of(tree, ids[0]))}"
