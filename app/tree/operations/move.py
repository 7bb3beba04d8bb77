"""Moves a block."""

from dataclasses import replace

from app.tree.model import (
    ROOT,
    InvalidMove,
    Mismatch,
    Move,
    Operation,
    Place,
    Rules,
    Skipped,
    SlotGone,
    Tree,
    check_allowed,
    check_size,
    find_nearest_place,
    find_place,
    insert_child,
    is_inside,
    place_of,
    remove_child,
    restore_obstacle,
    subtree,
)
from app.tree.operations.insert import open_slot


def build_move(tree: Tree, block_id: str, *, place: Place, rules: Rules) -> Operation:
    """Move a block. The operation is empty if the block is already there."""
    node = tree[block_id]
    if place.parent not in tree:
        raise SlotGone
    if block_id == ROOT or is_inside(tree, place.parent, block_id):
        raise InvalidMove
    origin = place_of(tree, block_id)
    if block_id == place.after:
        place = origin if _slot_of(place) == _slot_of(origin) else place
    if place == origin:
        return Operation()
    if _slot_of(place) != _slot_of(origin):
        check_allowed(tree, node.type, place, rules)
        check_size(tree, subtree(tree, block_id), place, growing=False)
    before, opens = open_slot(tree, place)
    target = find_place(tree, place, without=block_id)
    return Operation((*before, Move(block_id, node.type, origin, target, opens=opens)))


def apply_move(tree: Tree, change: Move) -> Tree:
    """The tree with the block at its target. Raises Mismatch."""
    node = tree.get(change.id)
    if node is None or node.id == ROOT or place_of(tree, change.id) != change.origin:
        raise Mismatch(f"{change.id} is not where it was recorded")
    if change.target.parent not in tree or is_inside(tree, change.target.parent, change.id):
        raise Mismatch(f"{change.id} cannot go into {change.target.parent}")
    moved = node._replace(parent=change.target.parent, slot=change.target.slot)
    nodes = tree.nodes.mutate()
    source = nodes[node.parent]
    nodes[node.parent] = remove_child(source, node.id, node.slot, closes=change.closes)
    owner = nodes[change.target.parent]
    nodes[owner.id] = insert_child(owner, node.id, change.target, opens=change.opens)
    nodes[node.id] = moved
    return replace(tree, nodes=nodes.finish())


def invert_move(change: Move) -> Move:
    """The change that moves the block back."""
    return replace(
        change,
        origin=change.target,
        target=change.origin,
        opens=change.closes,
        closes=change.opens,
    )


def revert_move(tree: Tree, change: Move, *, rules: Rules | None = None) -> tuple[Move | None, list[Skipped]]:
    """Return the change that moves the block back, or the reason why it cannot be moved back."""
    node = tree.get(change.id)
    if node is None:
        return None, [_skipped(change, "It has since been deleted.")]
    if (node.parent, node.slot) != _slot_of(change.target):
        return None, [_skipped(change, "It has since been moved again, so it stays where it is.")]
    reason = _restore_obstacle(tree, change, rules)
    if reason:
        return None, [_skipped(change, reason)]
    current = place_of(tree, change.id)
    target = find_nearest_place(tree, change.origin, without=change.id)
    if current == target:
        return None, []
    return _move_between(tree, change, current, target), []


def _move_between(tree: Tree, change: Move, current: Place, target: Place) -> Move:
    """The move between two places. It also removes the slot that the original change created, if it becomes empty."""
    alone = len(tree[current.parent].children[current.slot]) == 1
    return Move(
        change.id,
        change.type,
        current,
        target,
        opens=target.slot not in tree[target.parent].children,
        closes=change.opens and alone and _slot_of(current) != _slot_of(target),
    )


def _restore_obstacle(tree: Tree, change: Move, rules: Rules | None) -> str:
    if change.origin.parent in tree and is_inside(tree, change.origin.parent, change.id):
        return "Its old place is now inside it."
    block = subtree(tree, change.id)
    return restore_obstacle(tree, block, change.origin, rules, without=change.id)


def _slot_of(place: Place) -> tuple[str, str]:
    return place.parent, place.slot


def _skipped(change: Move, reason: str) -> Skipped:
    return Skipped("move", change.id, change.type, reason)
