"""Slot addresses as written in the DOM and in requests: "root" or "<block id>:<slot>"."""

import re

from app.tree.model.errors import SlotGone
from app.tree.model.node import ROOT, ROOT_SLOT, Place

# Block ids may contain colons but slot names may not, so the last colon separates them.
_ADDRESS = re.compile(r"(?P<parent>.+):(?P<slot>[A-Za-z_][A-Za-z0-9_]*)", re.DOTALL)


def parse_address(address: str) -> tuple[str, str]:
    """Split an address into block id and slot name. Raises SlotGone if it is malformed."""
    if address == ROOT:
        return ROOT, ROOT_SLOT
    match = _ADDRESS.fullmatch(address)
    if match is None or match["parent"] == ROOT:
        raise SlotGone
    return match["parent"], match["slot"]


def format_address(parent: str, slot: str) -> str:
    """The address of a slot."""
    return ROOT if parent == ROOT else f"{parent}:{slot}"


def place_at(address: str, *, after: str = "") -> Place:
    """The place in the slot with this address, right after the block `after`. Raises SlotGone if it is malformed."""
    parent, slot = parse_address(address)
    return Place(parent, slot, after)
