"""Duplicates a block."""

from app.tree.model import ROOT, Block, FixedProp, Json, MakeId, Operation, Place, Rules, Tree, subtree
from app.tree.operations.insert import insert_block


def build_duplicate(
    tree: Tree, block_id: str, make_id: MakeId, rules: Rules, *, after: str = ""
) -> Operation:
    """Copy a block and its descendants, with new ids.

    The copy is inserted after the block, or after its sibling `after`.
    """
    node = tree[block_id]
    if block_id == ROOT:
        raise FixedProp("The page itself can’t be duplicated here.")
    copy = copy_block(subtree(tree, block_id), make_id)
    place = Place(node.parent, node.slot, after=after or block_id)
    return insert_block(tree, copy, place=place, rules=rules, copy_of=block_id)


def copy_block(block: Block, make_id: MakeId) -> Block:
    """The block and its descendants with new ids."""
    slots = {
        slot: tuple(copy_block(child, make_id) for child in blocks) for slot, blocks in block.slots.items()
    }
    # Props of unknown types may contain blocks. Their ids must be unique in case the type becomes known later.
    is_known = block.schema_version is not None
    props = block.props if is_known else {k: renew_inner_ids(v, make_id) for k, v in block.props.items()}
    new_id = make_id(block.type, block.id)
    return Block(new_id, block.type, props, slots, block.schema_version, block.extra)


def renew_inner_ids(value: Json, make_id: MakeId) -> Json:
    """A prop's value in which everything that looks like a Puck block has a new id."""
    if isinstance(value, list):
        return [renew_inner_ids(inner, make_id) for inner in value]
    if not isinstance(value, dict):
        return value
    renewed = {name: renew_inner_ids(inner, make_id) for name, inner in value.items()}
    type_, props = renewed.get("type"), renewed.get("props")
    if isinstance(type_, str) and isinstance(props, dict) and isinstance(props.get("id"), str):
        renewed["props"] = {**props, "id": make_id(type_, props["id"])}
    return renewed
