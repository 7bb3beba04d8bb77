"""The operation that takes back one difference and leaves all others: for "Restore only this"."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from app.errors import Conflict
from app.tree.model import (
    ROOT,
    Block,
    Change,
    Insert,
    Move,
    Operation,
    Place,
    Rules,
    SlotFull,
    SlotGone,
    SlotRefuses,
    Tree,
    Update,
    check_size,
    descendants,
    find_survivor,
    is_inside,
    place_of,
    subtree,
    why_not_back,
)
from app.tree.operations.application import apply
from app.tree.operations.insert import insert_block
from app.tree.operations.move import build_move
from app.tree.operations.remove import build_remove
from app.tree.operations.update import may_set
from app.tree.sync import Kind, edits_between


class AlreadySo(Conflict):
    """There is nothing to restore."""

    message = "That is already as it was."


class NoWayBack(Conflict):
    """The place is gone."""

    message = "The place where it was is gone. You can restore the whole page instead."


def build_restore_one(current: Tree, wanted: Tree, block_id: str, kind: Kind, *, rules: Rules) -> Operation:
    """What makes one block what it was in one respect. `kind` tells how it differs from `wanted` now.

    Raises AlreadySo, and NoWayBack where no place is left for it.
    """
    is_here, was_there = block_id in current, block_id in wanted
    if kind is Kind.REMOVED and was_there and not is_here:
        return _bring_back(current, wanted, block_id, rules)
    if kind is Kind.ADDED and is_here and not was_there:
        return _take_away(current, wanted, block_id, rules)
    if kind is Kind.MOVED and is_here and was_there:
        return _move_back(current, wanted, block_id, rules)
    if kind is Kind.CHANGED and is_here and was_there:
        return _set_back(current, wanted, block_id)
    raise AlreadySo


def _bring_back(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """The block at its old place, or near it; what was in it and is elsewhere by now stays there."""
    block = _without(subtree(wanted, block_id), current)
    place = place_of(wanted, block_id)
    if not why_not_back(current, block, place, rules):
        check_size(current, block, place)
        found = find_survivor(current, place)
        return Operation((Insert(block, found, opens=_is_shut(current, place)),))
    for near in _places_near(current, wanted, block_id):
        with suppress(SlotRefuses, SlotFull, SlotGone):
            return insert_block(current, block, place=near, rules=rules)
    raise NoWayBack


def _places_near(current: Tree, wanted: Tree, block_id: str) -> Iterator[Place]:
    """Beside what the block was in, or where that was, further and further out."""
    owner = wanted[block_id].parent
    while owner != ROOT:
        if owner in current:
            place = Place(current[owner].parent, current[owner].slot, after=owner)
            yield place
            owner = place.parent
        else:
            place = place_of(wanted, owner)
            if place.parent in current:
                yield find_survivor(current, place)
            owner = place.parent


def _take_away(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """Delete a block; what was moved into it goes back to where it was first."""
    changes: list[Change] = []
    for node in list(descendants(current, block_id)):
        if node.id in wanted and is_inside(current, node.id, block_id):
            moved = _move_out(current, wanted, node.id, block_id, rules)
            changes += moved.changes
            current = apply(current, moved)
    return Operation((*changes, *build_remove(current, block_id).changes))


def _move_out(current: Tree, wanted: Tree, block_id: str, container: str, rules: Rules) -> Operation:
    old = wanted[block_id].parent
    if old in current and not is_inside(current, old, container):
        with suppress(NoWayBack):
            return _move_back(current, wanted, block_id, rules)
    for place in _places_near(current, wanted, block_id):
        if is_inside(current, place.parent, container):
            continue
        with suppress(SlotRefuses, SlotFull, SlotGone):
            return build_move(current, block_id, place=place, rules=rules)
    raise NoWayBack


def _move_back(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """The block at its old place, whatever the place takes by now, as long as there is room."""
    place = place_of(wanted, block_id)
    if place.parent not in current or is_inside(current, place.parent, block_id):
        raise NoWayBack
    if why_not_back(current, subtree(current, block_id), place, rules, without=block_id):
        raise NoWayBack
    origin, target = place_of(current, block_id), find_survivor(current, place, without=block_id)
    if origin == target:
        raise AlreadySo
    type_ = current[block_id].type
    return Operation((Move(block_id, type_, origin, target, opens=_is_shut(current, place)),))


def _is_shut(current: Tree, place: Place) -> bool:
    return place.slot not in current[place.parent].children


def _set_back(current: Tree, wanted: Tree, block_id: str) -> Operation:
    here, was = current[block_id], wanted[block_id]
    edits = {name: edit for name, edit in edits_between(here, was).items() if may_set(current, here, name)}
    if here.type != was.type or not edits:
        raise AlreadySo
    return Operation((Update(block_id, here.type, edits),))


def _without(block: Block, current: Tree) -> Block:
    slots = {
        slot: tuple(_without(child, current) for child in blocks if child.id not in current)
        for slot, blocks in block.slots.items()
    }
    return replace(block, slots=slots)
