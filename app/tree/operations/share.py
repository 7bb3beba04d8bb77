"""A block becomes a section that other pages show too, and back: the page shows it, or has its own copy."""

from collections.abc import Callable

from app.tree.model import (
    ROOT,
    FixedProp,
    MakeId,
    Operation,
    Place,
    Rules,
    SlotRefuses,
    Tree,
    check_welcome,
    place_of,
    subtree,
)
from app.tree.operations.application import apply
from app.tree.operations.duplicate import copy_block
from app.tree.operations.insert import build_insert, insert_block
from app.tree.operations.remove import build_remove
from app.tree.rendering import SHARED, SharedSection, section_of


def build_share(tree: Tree, block_id: str, section_id: str, *, make_id: MakeId, rules: Rules) -> Operation:
    """Put a block that shows the section in the place of a block."""
    if block_id == ROOT:
        raise FixedProp("The page itself can't be shared here.")
    if tree[block_id].type == SHARED:
        raise FixedProp("This is a shared section already.")
    removed = build_remove(tree, block_id)
    inserted = build_insert(
        apply(tree, removed),
        SHARED,
        {"section": section_id},
        place=place_of(tree, block_id),
        make_id=make_id,
        rules=rules,
    )
    return Operation(removed.changes + inserted.changes)


def build_show(
    tree: Tree, section_id: str, section: SharedSection, *, place: Place, make_id: MakeId, rules: Rules
) -> Operation:
    """Add a block that shows the section, where what the section holds is welcome."""
    for top in section.tops:
        check_welcome(tree, section.tree[top].type, place, rules)
    return build_insert(tree, SHARED, {"section": section_id}, place=place, make_id=make_id, rules=rules)


def build_detach(
    tree: Tree, block_id: str, find: Callable[[str], SharedSection], *, make_id: MakeId, rules: Rules
) -> Operation:
    """Put a copy of what a section holds in the place of a block that shows it; `find` gives the section."""
    section_id = section_of(tree[block_id])
    if not section_id:
        raise FixedProp("This is the page's own already.")
    section = find(section_id)
    if not section.tops:
        raise SlotRefuses("This shared section is empty, so there is nothing to copy.")
    place = place_of(tree, block_id)
    operation = build_remove(tree, block_id)
    for top in section.tops:
        block = copy_block(subtree(section.tree, top), make_id)
        inserted = insert_block(apply(tree, operation), block, place=place, rules=rules)
        operation = Operation(operation.changes + inserted.changes)
        place = Place(place.parent, place.slot, block.id)
    return operation
