"""Slot addresses as the DOM and requests spell them: "root" or "<block id>:<slot>"."""

import re

from app.tree.model.errors import SlotGone
from app.tree.model.node import ROOT, ROOT_SLOT, Place

# A block id may hold anything, colons too; a slot's name is an identifier, so the last colon cuts.
_ADDRESS = re.compile(r"(?P<parent>.+):(?P<slot>[A-Za-z_][A-Za-z0-9_]*)", re.DOTALL)


def parse_address(address: str) -> tuple[str, str]:
    """Split an address into block id and slot name."""
    if address == ROOT:
        return ROOT, ROOT_SLOT
    match = _ADDRESS.fullmatch(address)
    if match is None or match["parent"] == ROOT:
        raise SlotGone
    return match["parent"], match["slot"]


def format_address(parent: str, slot: str) -> str:
    """Spell the address of a slot."""
    return ROOT if parent == ROOT else f"{parent}:{slot}"


def place_at(address: str, *, after: str = "") -> Place:
    """The place a request names by slot address and the block it comes after."""
    parent, slot = parse_address(address)
    return Place(parent, slot, after)
