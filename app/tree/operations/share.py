"""Turns a block into a shared section, and a shared section back into the page's own blocks."""

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
    check_allowed,
    place_of,
    subtree,
)
from app.tree.operations.application import apply
from app.tree.operations.duplicate import copy_block
from app.tree.operations.insert import build_insert, insert_block
from app.tree.operations.remove import build_remove
from app.tree.rendering import SHARED, SharedSection, section_of


def build_share(tree: Tree, block_id: str, section_id: str, *, make_id: MakeId, rules: Rules) -> Operation:
    """Replace a block with one that includes the section."""
    if block_id == ROOT:
        raise FixedProp("The page itself can’t be shared here.")
    if tree[block_id].type == SHARED:
        raise FixedProp("This is already a shared section.")
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
    """Insert a block that includes the section, if the rules allow the section's blocks at the place."""
    for top in section.top_level:
        check_allowed(tree, section.tree[top].type, place, rules)
    return build_insert(tree, SHARED, {"section": section_id}, place=place, make_id=make_id, rules=rules)


def build_detach(
    tree: Tree, block_id: str, find: Callable[[str], SharedSection], *, make_id: MakeId, rules: Rules
) -> Operation:
    """Replace a block that includes a section with copies of the section's blocks. `find` returns the section."""
    section_id = section_of(tree[block_id])
    if not section_id:
        raise FixedProp("This isn’t a shared section.")
    section = find(section_id)
    if not section.top_level:
        raise SlotRefuses("This shared section is empty, so there’s nothing to copy.")
    place = place_of(tree, block_id)
    operation = build_remove(tree, block_id)
    for top in section.top_level:
        block = copy_block(subtree(section.tree, top), make_id)
        inserted = insert_block(apply(tree, operation), block, place=place, rules=rules)
        operation = Operation(operation.changes + inserted.changes)
        place = Place(place.parent, place.slot, block.id)
    return operation
