"""Converts trees to and from Puck's Data JSON, and operations and blocks to and from QuillSpace's own JSON."""

from app.tree.codecs.block_json import (
    block_to_json,
    nodes_of,
)
from app.tree.codecs.operation_json import (
    from_json,
    to_json,
)
from app.tree.codecs.puck import (
    block_from_puck,
    dump_block,
    dump_meta,
    dump_puck,
    load_puck,
    load_stored_puck,
    looks_like_block,
    looks_like_slot,
)
from app.tree.codecs.puck_legacy import (
    zones_to_slots,
)

__all__ = [
    "block_from_puck",
    "block_to_json",
    "dump_block",
    "dump_meta",
    "dump_puck",
    "from_json",
    "load_puck",
    "load_stored_puck",
    "looks_like_block",
    "looks_like_slot",
    "nodes_of",
    "to_json",
    "zones_to_slots",
]
