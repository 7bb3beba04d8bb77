"""Slots of a tree: resolving places, changing the ids in a slot, and checking its rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.tree.model.errors import BlockGone, Mismatch, PageFull, SlotGone, SlotRefuses, TooDeep
from app.tree.model.node import ROOT, ROOT_SLOT, Block, Node, Place
from app.tree.model.rules import Rules, SlotRule, check_accepts, check_room
from app.tree.model.traversal import depth_of, place_after
from app.tree.model.tree import MAX_BLOCKS, MAX_DEPTH, Tree


@dataclass(frozen=True, slots=True)
class AnyBlocks:
    """The rule of the page's own slot: any number of blocks of any type."""

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    min: int = 0
    max: int | None = None


PAGE_RULE = AnyBlocks()


def with_slot(node: Node, slot: str, ids: tuple[str, ...] | None) -> Node:
    """The node with these ids in a slot, or without the slot if `ids` is None."""
    children: Mapping[str, tuple[str, ...]]
    if ids is None:
        children = {name: child_ids for name, child_ids in node.children.items() if name != slot}
    else:
        children = {**node.children, slot: ids}
    return node._replace(children=children)


def insert_child(node: Node, block_id: str, place: Place, *, opens: bool) -> Node:
    """The node with an id added to a slot. Raises Mismatch if the slot is not as recorded."""
    ids = node.children.get(place.slot)
    if opens == (ids is not None) or (opens and node.id != ROOT and place.slot in node.props):
        raise Mismatch(f"slot {place.slot} of {node.id} is not as recorded (opens={opens})")
    ids = ids or ()
    if place.after and place.after not in ids:
        raise Mismatch(f"{place.after} is not in slot {place.slot} of {node.id}")
    index = ids.index(place.after) + 1 if place.after else 0
    return with_slot(node, place.slot, (*ids[:index], block_id, *ids[index:]))


def remove_child(node: Node, block_id: str, slot: str, *, closes: bool) -> Node:
    """The node with an id removed from a slot. Raises Mismatch if `closes` but the slot is not empty."""
    ids = tuple(child for child in node.children[slot] if child != block_id)
    if closes and ids:
        raise Mismatch(f"slot {slot} of {node.id} still holds blocks")
    return with_slot(node, slot, None if closes else ids)


def rule_of(tree: Tree, place: Place, rules: Rules) -> SlotRule:
    """The rule of the slot that contains a place. Raises SlotGone if there is no such slot."""
    if place.parent == ROOT:
        if place.slot != ROOT_SLOT:
            raise SlotGone
        return PAGE_RULE
    parent = tree.get(place.parent)
    rule = (rules.slots(parent.type) or {}).get(place.slot) if parent else None
    if rule is None:
        raise SlotGone
    return rule


def find_place(tree: Tree, place: Place, *, without: str = "") -> Place:
    """The place with `earlier` filled in, ignoring the block `without`.

    Raises BlockGone if the block before the place is not in the slot.
    """
    ids = tree[place.parent].children.get(place.slot, ())
    ids = tuple(child for child in ids if child != without)
    if not place.after:
        return place_after(place.parent, place.slot, ())
    if place.after not in ids:
        raise BlockGone("The part next to the place you chose is gone. Please choose another place.")
    return place_after(place.parent, place.slot, ids[: ids.index(place.after) + 1])


def find_nearest_place(tree: Tree, place: Place, *, without: str = "") -> Place:
    """The place, or the place after the nearest earlier sibling that still exists, or the start of the slot."""
    ids = tree[place.parent].children.get(place.slot, ())
    ids = tuple(child for child in ids if child != without)
    after = next((name for name in (place.after, *place.earlier) if name in ids), "")
    before = ids[: ids.index(after) + 1] if after else ()
    return place_after(place.parent, place.slot, before)


def check_allowed(tree: Tree, type_: str, place: Place, rules: Rules, *, without: str = "") -> None:
    """Raise an error unless the slot accepts another block of this type, not counting `without`."""
    rule = rule_of(tree, place, rules)
    parent = tree[place.parent]
    check_accepts(rule, type_, owner=parent.type, rules=rules)
    here = [child for child in parent.children.get(place.slot, ()) if child != without]
    check_room(rule, len(here) + 1, owner=parent.type, rules=rules)
    if place.parent != ROOT and place.slot not in parent.children and parent.props.get(place.slot):
        # An import left a value that is not a list of blocks. Inserting a block would lose it.
        label = rules.label(parent.type)
        raise SlotRefuses(f"{label} contains something here that we can’t read, so it stays as it is.")


def check_size(tree: Tree, block: Block, place: Place, *, growing: bool = True) -> None:
    """Raise PageFull or TooDeep if the page would exceed its limits with the block at this place."""
    if growing and len(tree) + sum(1 for _ in block.walk()) > MAX_BLOCKS:
        raise PageFull
    if depth_of(tree, place.parent) + block.depth() > MAX_DEPTH:
        raise TooDeep


def restore_obstacle(
    tree: Tree, block: Block, place: Place, rules: Rules | None, *, without: str = ""
) -> str:
    """Why a block cannot be restored to its old place, as a sentence for the author; '' if it can.

    Without `rules`, no slot counts as full.
    """
    parent = tree.get(place.parent)
    if parent is None:
        return "Its old place has since been deleted."
    if parent.id == ROOT:
        return ""
    if place.slot in parent.props:
        return "Its old place now holds something else."
    if depth_of(tree, parent.id) + block.depth() > MAX_DEPTH:
        return "Its old place is now nested too deeply."
    rule = (rules.slots(parent.type) or {}).get(place.slot) if rules else None
    here = [child for child in parent.children.get(place.slot, ()) if child != without]
    if rule and rule.max is not None and len(here) >= rule.max:
        return "Its old place has no room left."
    return ""
