"""Blocks that come from elsewhere as Puck JSON: reading them, and adding them to a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import repeat

from app.tree.codecs import block_from_puck, looks_like_block, looks_like_slot
from app.tree.model import (
    MAX_DEPTH,
    Block,
    Json,
    MakeId,
    Operation,
    PageFull,
    Place,
    Rules,
    Tree,
    UnreadablePaste,
    UnreadableValue,
    check_value,
)
from app.tree.operations.bulk import in_turn
from app.tree.operations.duplicate import renew_inner
from app.tree.operations.insert import insert_block

MOST_BLOCKS = 500
"""Blocks that one paste may bring side by side."""


def read_pasted(data: Json) -> list[dict[str, Json]]:
    """The blocks in what was pasted: Puck's Data, one of its components, or a list of them.

    Raise UnreadablePaste at anything else.
    """
    try:
        check_value(data)
    except UnreadableValue as error:
        raise UnreadablePaste(str(error)) from error
    zones: dict[str, Json] = {}
    if looks_like_block(data):
        data = [data]
    elif isinstance(data, dict):
        found = data.get("zones")
        zones = dict(found) if isinstance(found, dict) else {}
        data = data.get("content")
    if not isinstance(data, list) or not data or not all(map(looks_like_block, data)):
        raise UnreadablePaste
    if len(data) > MOST_BLOCKS:
        raise PageFull
    return [_with_zones(block, zones) for block in data]


def build_paste(
    tree: Tree, blocks: Sequence[Json], *, place: Place, make_id: MakeId, rules: Rules
) -> Operation:
    """Add blocks side by side; each, and all it holds, gets an id of its own. An unknown type is kept as it is."""
    made = [_read(block, str(number), make_id, rules) for number, block in enumerate(blocks)]
    before = [place.after, *(block.id for block in made)]
    places = [Place(place.parent, place.slot, after) for after in before]
    return in_turn(tree, map(_insert, made, places, repeat(rules)))


def _insert(block: Block, place: Place, rules: Rules) -> Callable[[Tree], Operation]:
    return lambda tree: insert_block(tree, block, place=place, rules=rules)


def _read(data: Json, path: str, make_id: MakeId, rules: Rules) -> Block:
    return _renewed(block_from_puck(data, rules, make_id=make_id, path=path), make_id)


def _renewed(block: Block, make_id: MakeId) -> Block:
    """The block with new ids also for what looks like blocks in the props of types that we do not know."""
    slots = {slot: tuple(_renewed(child, make_id) for child in inner) for slot, inner in block.slots.items()}
    props = block.props
    if block.schema_version is None:
        props = renew_inner(dict(props), lambda type_, id_: make_id(type_, f"{block.id} {id_}"))
    return replace(block, props=props, slots=slots)


def _with_zones(block: dict[str, Json], zones: dict[str, Json], depth: int = 0) -> dict[str, Json]:
    """The block with what older versions of Puck keep beside the content put into its slots."""
    props = block["props"]
    if not zones or depth > MAX_DEPTH:
        return block
    held = {name: value for name, value in props.items() if looks_like_slot(value)}
    for address in [address for address in zones if address.rpartition(":")[0] == props.get("id")]:
        value = zones.pop(address)
        if looks_like_slot(value):
            held[address.rpartition(":")[2]] = value
    inside = {name: [_with_zones(child, zones, depth + 1) for child in value] for name, value in held.items()}
    return {**block, "props": {**props, **inside}}
