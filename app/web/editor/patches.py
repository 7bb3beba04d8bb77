"""Patches: the steps, with their HTML, that bring a canvas and its outline up to date."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.components.rendering import RenderContext
from app.tree.model import Tree, format_address, place_of
from app.tree.rendering import render_block
from app.tree.sync import Step, StepKind
from app.web.editor.outline_items import OutlineItem, outline_item


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One step with its data; `slot` and `after` give the position for inserts and moves."""

    do: StepKind
    block: str
    slot: str = ""
    after: str = ""
    html: str = ""
    item: OutlineItem | None = None


def patches(tree: Tree, steps: Iterable[Step], context: RenderContext) -> Iterator[Patch]:
    """Yield a patch for each step, in order."""
    for step in steps:
        slot, after = _place(tree, step)
        is_shown = step.do in (StepKind.INSERT, StepKind.MORPH)
        yield Patch(
            do=step.do,
            block=step.block_id,
            slot=slot,
            after=after,
            html=render_block(tree, step.block_id, context).html if is_shown else "",
            item=outline_item(tree, step.block_id, context.sections) if is_shown else None,
        )


def _place(tree: Tree, step: Step) -> tuple[str, str]:
    if step.do not in (StepKind.INSERT, StepKind.MOVE):
        return "", ""
    place = place_of(tree, step.block_id)
    return format_address(place.parent, place.slot), place.after
