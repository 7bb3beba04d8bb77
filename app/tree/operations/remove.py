"""Removes a block and its descendants."""

from dataclasses import replace

from app.tree.codecs import block_to_json
from app.tree.model import (
    ROOT,
    Block,
    FixedProp,
    Insert,
    Mismatch,
    Operation,
    Remove,
    Rules,
    Skipped,
    Tree,
    find_nearest_place,
    json_equal,
    place_of,
    remove_child,
    restore_obstacle,
    subtree,
)


def build_remove(tree: Tree, block_id: str) -> Operation:
    """Delete a block and its descendants."""
    if block_id == ROOT:
        raise FixedProp("The page itself can’t be deleted here.")
    return Operation((Remove(subtree(tree, block_id), place_of(tree, block_id)),))


def apply_remove(tree: Tree, change: Remove) -> Tree:
    """The tree without the block. Raises Mismatch."""
    block = change.block
    if block.id not in tree or place_of(tree, block.id) != change.place:
        raise Mismatch(f"{block.id} is not where it was recorded")
    if not json_equal(block_to_json(subtree(tree, block.id)), block_to_json(block)):
        raise Mismatch(f"{block.id} is not as recorded")
    parent = remove_child(tree[change.place.parent], block.id, change.place.slot, closes=change.closes)
    nodes = tree.nodes.mutate()
    for inner in block.walk():
        del nodes[inner.id]
    nodes[parent.id] = parent
    return replace(tree, nodes=nodes.finish())


def invert_remove(change: Remove) -> Insert:
    """The change that reinserts the block."""
    return Insert(change.block, change.place, opens=change.closes, copy_of=change.copy_of)


def revert_remove(
    tree: Tree, change: Remove, *, rules: Rules | None = None
) -> tuple[Insert | None, list[Skipped]]:
    """Return the change that restores the block at or near its old place, or the reason why it cannot be restored."""
    block, place = change.block, change.place
    if any(inner.id in tree for inner in block.walk()):
        return None, [_skipped(block, "It’s already back on the page.")]
    reason = restore_obstacle(tree, block, place, rules)
    if reason:
        return None, [_skipped(block, reason)]
    opens = place.slot not in tree[place.parent].children
    found = find_nearest_place(tree, place)
    return Insert(block, found, opens=opens, copy_of=change.copy_of), []


def _skipped(block: Block, reason: str) -> Skipped:
    return Skipped("remove", block.id, block.type, reason)
