"""Inserts a block and its descendants."""

from dataclasses import replace

from app.tree.codecs import block_from_puck, block_to_json, nodes_of
from app.tree.model import (
    ABSENT,
    ROOT,
    Block,
    Edit,
    Insert,
    Json,
    MakeId,
    Mismatch,
    Node,
    Operation,
    Place,
    Remove,
    Rules,
    Skipped,
    Tree,
    UnknownComponent,
    Update,
    check_accepts,
    check_allowed,
    check_room,
    check_size,
    find_place,
    insert_child,
    json_equal,
    place_of,
    subtree,
)


def build_insert(
    tree: Tree,
    type_: str,
    props: dict[str, Json],
    *,
    place: Place,
    make_id: MakeId,
    rules: Rules,
) -> Operation:
    """Insert a new block. Slots in `props` may contain blocks as Puck JSON; all blocks get new ids."""
    return build_copy(tree, {"type": type_, "props": props}, place=place, make_id=make_id, rules=rules)


def build_copy(tree: Tree, data: Json, *, place: Place, make_id: MakeId, rules: Rules) -> Operation:
    """Insert a block from stored Puck JSON; it and its descendants get new ids. Raises UnknownComponent."""
    block = block_from_puck(data, rules, make_id=make_id)
    if rules.slots(block.type) is None:
        raise UnknownComponent
    check_nested_slots(block, rules)
    return insert_block(tree, block, place=place, rules=rules)


def insert_block(tree: Tree, block: Block, *, place: Place, rules: Rules, copy_of: str = "") -> Operation:
    """Insert a block, keeping its ids. Raises an error if the rules do not allow it at the place."""
    check_allowed(tree, block.type, place, rules)
    check_size(tree, block, place)
    before, opens = open_slot(tree, place)
    found = find_place(tree, place)
    return Operation((*before, Insert(block, found, opens=opens, copy_of=copy_of)))


def open_slot(tree: Tree, place: Place) -> tuple[tuple[Update, ...], bool]:
    """The updates needed before inserting into this slot, and whether the slot has to be created.

    An import may have left a value such as null in place of the slot's list; it is removed.
    """
    parent = tree[place.parent]
    if place.slot in parent.children:
        return (), False
    if parent.id == ROOT or place.slot not in parent.props:
        return (), True
    edit = Edit(parent.props[place.slot], ABSENT)
    return (Update(parent.id, parent.type, {place.slot: edit}),), True


def check_nested_slots(block: Block, rules: Rules) -> None:
    """Raise an error unless all slots inside a new block follow their rules."""
    for inner in block.walk():
        declared = rules.slots(inner.type) or {}
        for slot, blocks in inner.slots.items():
            if slot not in declared:
                continue
            for child in blocks:
                check_accepts(declared[slot], child.type, owner=inner.type, rules=rules)
            check_room(declared[slot], len(blocks), owner=inner.type, rules=rules)


def apply_insert(tree: Tree, change: Insert) -> Tree:
    """The tree with the block inserted. Raises Mismatch."""
    parent = _parent_of(tree, change)
    parent = insert_child(parent, change.block.id, change.place, opens=change.opens)
    nodes = tree.nodes.mutate()
    for node in nodes_of(change.block, change.place):
        if node.id in nodes:
            raise Mismatch(f"{node.id} is in the tree already")
        nodes[node.id] = node
    nodes[parent.id] = parent
    return replace(tree, nodes=nodes.finish())


def invert_insert(change: Insert) -> Remove:
    """The change that removes the inserted block."""
    return Remove(change.block, change.place, closes=change.opens, copy_of=change.copy_of)


def revert_insert(tree: Tree, change: Insert) -> tuple[Remove | None, list[Skipped]]:
    """Return the change that removes the block, or the reason why it cannot be removed."""
    block = change.block
    if block.id not in tree:
        return None, [_skipped(block, "It has since been deleted.")]
    current = subtree(tree, block.id)
    if not json_equal(block_to_json(current), block_to_json(block)):
        return None, [_skipped(block, "It was changed after it was added, so it stays.")]
    place = place_of(tree, block.id)
    closes = (
        change.opens
        and (place.parent, place.slot) == (change.place.parent, change.place.slot)
        and len(tree[place.parent].children[place.slot]) == 1
    )
    return Remove(current, place, closes=closes, copy_of=change.copy_of), []


def _parent_of(tree: Tree, change: Insert) -> Node:
    parent = tree.get(change.place.parent)
    if parent is None:
        raise Mismatch(f"{change.place.parent} is not in the tree")
    return parent


def _skipped(block: Block, reason: str) -> Skipped:
    return Skipped("insert", block.id, block.type, reason)
