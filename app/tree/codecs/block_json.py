"""Converts a detached block to and from JSON, and to nodes of a tree."""

from collections.abc import Iterator
from typing import Any

from app.tree.codecs.strict_json import read_list, read_object, read_text
from app.tree.model import ROOT, Block, Json, Node, Place, UnreadableOperation


def nodes_of(block: Block, place: Place) -> Iterator[Node]:
    """Yield the tree nodes of a block at `place` and of its descendants."""
    children = {slot: tuple(child.id for child in inner) for slot, inner in block.slots.items()}
    yield Node(
        block.id,
        block.type,
        block.props,
        place.parent,
        place.slot,
        children,
        block.schema_version,
        block.extra,
    )
    for slot, blocks in block.slots.items():
        for child in blocks:
            yield from nodes_of(child, Place(block.id, slot))


def block_to_json(block: Block) -> dict[str, Json]:
    """The block as JSON. Empty values are omitted, but a declared empty slot is included."""
    data: dict[str, Any] = {"id": block.id, "type": block.type, "props": block.props}
    if block.slots:
        data["slots"] = {
            slot: [block_to_json(child) for child in inner] for slot, inner in block.slots.items()
        }
    if block.schema_version is not None:
        data["schema_version"] = block.schema_version
    if block.extra:
        data["extra"] = block.extra
    return data


def block_from_json(data: Json) -> Block:
    """Read what `block_to_json` wrote. Raises UnreadableOperation for any other input."""
    block = _read_block(data)
    ids = [inner.id for inner in block.walk()]
    if len(set(ids)) != len(ids) or ROOT in ids:
        raise UnreadableOperation
    return block


def _read_block(data: Json) -> Block:
    fields = read_object(
        data, required=("id", "type", "props"), optional=("slots", "schema_version", "extra")
    )
    props = read_object(fields["props"])
    slots = read_object(fields.get("slots", {}))
    extra = read_object(fields.get("extra", {}))
    version = fields.get("schema_version")
    if version is not None and type(version) is not int:
        raise UnreadableOperation
    if "id" in props or props.keys() & slots.keys() or extra.keys() & {"type", "props"}:
        raise UnreadableOperation
    inner = {slot: tuple(map(_read_block, read_list(blocks))) for slot, blocks in slots.items()}
    return Block(read_text(fields["id"]), read_text(fields["type"]), props, inner, version, extra)
