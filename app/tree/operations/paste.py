"""Reads pasted blocks from Puck JSON and inserts them into a page."""

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
from app.tree.operations.bulk import build_sequence
from app.tree.operations.duplicate import renew_inner_ids
from app.tree.operations.insert import insert_block

MAX_PASTED_BLOCKS = 500
"""Maximum number of top-level blocks in one paste."""


def read_pasted(data: Json) -> list[dict[str, Json]]:
    """Read the blocks in pasted JSON: Puck's Data, a Puck component, or a list of components.

    Raises UnreadablePaste for anything else, and PageFull for too many blocks.
    """
    try:
        check_value(data)
    except UnreadableValue as error:
        raise UnreadablePaste(str(error)) from error
    zones: dict[str, dict[str, Json]] = {}
    if looks_like_block(data):
        data = [data]
    elif isinstance(data, dict):
        found = data.get("zones")
        for address, value in found.items() if isinstance(found, dict) else ():
            parent, _, name = address.rpartition(":")
            zones.setdefault(parent, {})[name] = value
        data = data.get("content")
    if not isinstance(data, list) or not data or not all(map(looks_like_block, data)):
        raise UnreadablePaste
    if len(data) > MAX_PASTED_BLOCKS:
        raise PageFull
    return [_with_zones(block, zones) for block in data]


def build_paste(
    tree: Tree, blocks: Sequence[Json], *, place: Place, make_id: MakeId, rules: Rules
) -> Operation:
    """Insert blocks one after another, all with new ids. Blocks of unknown types are kept."""
    pasted = [_read(block, str(number), make_id, rules) for number, block in enumerate(blocks)]
    before = [place.after, *(block.id for block in pasted)]
    places = [Place(place.parent, place.slot, after) for after in before]
    return build_sequence(tree, map(_insert, pasted, places, repeat(rules)))


def _insert(block: Block, place: Place, rules: Rules) -> Callable[[Tree], Operation]:
    return lambda tree: insert_block(tree, block, place=place, rules=rules)


def _read(data: Json, path: str, make_id: MakeId, rules: Rules) -> Block:
    return _renewed(block_from_puck(data, rules, make_id=make_id, path=path), make_id)


def _renewed(block: Block, make_id: MakeId) -> Block:
    """The block, with new ids for everything that looks like a block in the props of unknown types."""
    slots = {slot: tuple(_renewed(child, make_id) for child in inner) for slot, inner in block.slots.items()}
    props = block.props
    if block.schema_version is None:
        props = renew_inner_ids(dict(props), lambda type_, id_: make_id(type_, f"{block.id} {id_}"))
    return replace(block, props=props, slots=slots)


def _with_zones(block: dict[str, Json], zones: dict[str, dict[str, Json]], depth: int = 0) -> dict[str, Json]:
    """The block with the `zones` of older Puck versions, which are given by their parent's id, moved into its slots."""
    props = block["props"]
    if not zones or depth > MAX_DEPTH:
        return block
    held = {name: value for name, value in props.items() if looks_like_slot(value)}
    own = zones.pop(props["id"], {}) if isinstance(props.get("id"), str) else {}
    held |= {name: value for name, value in own.items() if looks_like_slot(value)}
    inside = {name: [_with_zones(child, zones, depth + 1) for child in value] for name, value in held.items()}
    return {**block, "props": {**props, **inside}}
