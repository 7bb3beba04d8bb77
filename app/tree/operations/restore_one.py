"""Reverts one difference and keeps all others, for "Restore only this"."""

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
    find_nearest_place,
    is_inside,
    place_of,
    restore_obstacle,
    subtree,
)
from app.tree.operations.application import apply
from app.tree.operations.insert import insert_block
from app.tree.operations.move import build_move
from app.tree.operations.remove import build_remove
from app.tree.operations.update import may_set
from app.tree.sync import Kind, edits_between


class NothingToRestore(Conflict):
    """The block is already in the wanted state."""

    message = "That’s already as it was."


class NoPlaceLeft(Conflict):
    """There is no place left for the block."""

    message = "The place where it used to be is gone. You can restore the whole page instead."


def build_restore_one(current: Tree, wanted: Tree, block_id: str, kind: Kind, *, rules: Rules) -> Operation:
    """Revert one difference of a block. `kind` is how it currently differs from `wanted`.

    Raises NothingToRestore, or NoPlaceLeft if there is no place for the block.
    """
    is_here, was_there = block_id in current, block_id in wanted
    if kind is Kind.REMOVED and was_there and not is_here:
        return _restore_removed(current, wanted, block_id, rules)
    if kind is Kind.ADDED and is_here and not was_there:
        return _remove_added(current, wanted, block_id, rules)
    if kind is Kind.MOVED and is_here and was_there:
        return _move_back(current, wanted, block_id, rules)
    if kind is Kind.CHANGED and is_here and was_there:
        return _restore_props(current, wanted, block_id)
    raise NothingToRestore


def _restore_removed(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """Restore the block at or near its old place. Descendants that are now elsewhere stay there."""
    block = _without(subtree(wanted, block_id), current)
    place = place_of(wanted, block_id)
    if not restore_obstacle(current, block, place, rules):
        check_size(current, block, place)
        found = find_nearest_place(current, place)
        return Operation((Insert(block, found, opens=_is_absent(current, place)),))
    for near in _places_near(current, wanted, block_id):
        with suppress(SlotRefuses, SlotFull, SlotGone):
            return insert_block(current, block, place=near, rules=rules)
    raise NoPlaceLeft


def _places_near(current: Tree, wanted: Tree, block_id: str) -> Iterator[Place]:
    """Yield places next to the block's former ancestors, nearest first."""
    owner = wanted[block_id].parent
    while owner != ROOT:
        if owner in current:
            place = Place(current[owner].parent, current[owner].slot, after=owner)
            yield place
            owner = place.parent
        else:
            place = place_of(wanted, owner)
            if place.parent in current:
                yield find_nearest_place(current, place)
            owner = place.parent


def _remove_added(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """Delete a block after moving the older blocks inside it back to where they were."""
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
        with suppress(NoPlaceLeft):
            return _move_back(current, wanted, block_id, rules)
    for place in _places_near(current, wanted, block_id):
        if is_inside(current, place.parent, container):
            continue
        with suppress(SlotRefuses, SlotFull, SlotGone):
            return build_move(current, block_id, place=place, rules=rules)
    raise NoPlaceLeft


def _move_back(current: Tree, wanted: Tree, block_id: str, rules: Rules) -> Operation:
    """Move the block back to its old place if there is room, even if the slot does not allow its type."""
    place = place_of(wanted, block_id)
    if place.parent not in current or is_inside(current, place.parent, block_id):
        raise NoPlaceLeft
    if restore_obstacle(current, subtree(current, block_id), place, rules, without=block_id):
        raise NoPlaceLeft
    origin, target = place_of(current, block_id), find_nearest_place(current, place, without=block_id)
    if origin == target:
        raise NothingToRestore
    type_ = current[block_id].type
    return Operation((Move(block_id, type_, origin, target, opens=_is_absent(current, place)),))


def _is_absent(current: Tree, place: Place) -> bool:
    return place.slot not in current[place.parent].children


def _restore_props(current: Tree, wanted: Tree, block_id: str) -> Operation:
    here, was = current[block_id], wanted[block_id]
    edits = {name: edit for name, edit in edits_between(here, was).items() if may_set(current, here, name)}
    if here.type != was.type or not edits:
        raise NothingToRestore
    return Operation((Update(block_id, here.type, edits),))


def _without(block: Block, current: Tree) -> Block:
    slots = {
        slot: tuple(_without(child, current) for child in blocks if child.id not in current)
        for slot, blocks in block.slots.items()
    }
    return replace(block, slots=slots)
