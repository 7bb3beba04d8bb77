"""The one answer to a gesture: patches for canvas and outline, and the parts around them."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from app.blueprints.editor.inspector import Inspector, inspect
from app.blueprints.editor.outline import OutlineItem, outline_item
from app.components.registry import RULES
from app.components.rendering import RenderContext
from app.services.canvas import canvas_context
from app.services.documents import Applied
from app.tree.address import format_address
from app.tree.changes import Insert, Move, Remove, Update
from app.tree.node import ROOT, Place
from app.tree.render import render_block
from app.tree.tree import Tree
from app.tree.walk import place_of, position
from app.web.gallery import GalleryFiles


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One step that brings canvas and outline up to date; `do` is insert, remove, move or morph."""

    do: str
    block: str
    slot: str = ""
    after: str = ""
    html: str = ""
    item: OutlineItem | None = None


def answer(applied: Applied, *, select: str | None = None, show_inspector: bool = True) -> Response:
    """Everything that changed, in one response.

    `select` is the block to select now; `show_inspector` is off while the author types in it.
    """
    context = canvas_context(applied.page_id, assets=GalleryFiles())
    selected = request.form.get("selected", "") if select is None else select
    html = render_template(
        "editor/answer.hx.html",
        applied=applied,
        page_id=applied.page_id,
        patches=_patches(applied, context),
        styles=list(context.styles.values()),
        selected=selected if selected in applied.tree else "",
        announcement=_announcement(applied),
        inspector=_inspector(applied, selected) if show_inspector else None,
    )
    return make_response(html)


def _inspector(applied: Applied, selected: str) -> Inspector | None:
    if not selected or selected not in applied.tree:
        return None
    return inspect(applied.page_id, applied.tree, selected)


def _patches(applied: Applied, context: RenderContext) -> list[Patch]:
    patches: list[Patch] = []
    morphed: set[str] = set()
    for change in applied.operation.changes:
        match change:
            case Insert():
                patches += _shown(applied.tree, change.block.id, context)
            case Remove():
                patches.append(Patch(do="remove", block=change.block.id))
            case Move():
                patches += _moved(applied.tree, change.id)
            case Update() if change.id != ROOT and change.id not in morphed:
                morphed.add(change.id)
                patches += _morphed(applied.tree, change.id, context)
    return patches


def _shown(tree: Tree, block_id: str, context: RenderContext) -> list[Patch]:
    if block_id not in tree:
        return []
    place = place_of(tree, block_id)
    return [
        Patch(
            do="insert",
            block=block_id,
            slot=format_address(place.parent, place.slot),
            after=place.after,
            html=render_block(tree, block_id, context).html,
            item=outline_item(tree, block_id),
        )
    ]


def _moved(tree: Tree, block_id: str) -> list[Patch]:
    if block_id not in tree:
        return []
    place = place_of(tree, block_id)
    return [
        Patch(do="move", block=block_id, slot=format_address(place.parent, place.slot), after=place.after)
    ]


def _morphed(tree: Tree, block_id: str, context: RenderContext) -> list[Patch]:
    if block_id not in tree:
        return []
    html = render_block(tree, block_id, context).html
    return [Patch(do="morph", block=block_id, html=html, item=outline_item(tree, block_id))]


def _announcement(applied: Applied) -> str:
    """What a screen reader is told: what was done, and where the block stands now."""
    moved = [change.id for change in applied.operation.changes if isinstance(change, Move)]
    said = applied.label
    if len(moved) == 1 and moved[0] in applied.tree:
        said = f"{RULES.label(applied.tree[moved[0]].type)}, {where(applied.tree, moved[0])}"
    skipped = " ".join(skip.reason for skip in applied.skipped)
    return f"{said}. {skipped}".strip() if said else skipped


def where(tree: Tree, block_id: str) -> str:
    """Where a block stands, in words: "position 3 of 7 in Columns, left"."""
    spot = position(tree, block_id)
    return f"position {spot.index + 1} of {spot.count} in {place_name(tree, place_of(tree, block_id))}"


def place_name(tree: Tree, place: Place) -> str:
    """The name of a slot as authors know it."""
    if place.parent == ROOT:
        return "the page"
    owner = tree[place.parent]
    slots = RULES.slots(owner.type) or {}
    name = RULES.label(owner.type)
    return f"{name}, {RULES.field_label(owner.type, place.slot).lower()}" if len(slots) > 1 else name
