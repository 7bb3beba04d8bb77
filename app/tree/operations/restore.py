"""Restores an earlier state of a page exactly, with as few changes as possible."""

from dataclasses import replace

from app.tree.model import (
    ABSENT,
    ROOT,
    Block,
    Change,
    Edit,
    Insert,
    Move,
    Node,
    Operation,
    Place,
    Remove,
    Tree,
    Update,
    place_after,
    place_of,
    subtree,
    walk,
)
from app.tree.operations.application import apply_change
from app.tree.operations.update import may_set
from app.tree.sync import edits_between, find_unmoved


def build_restore(current: Tree, wanted: Tree) -> Operation:
    """The operation that turns `current` into `wanted`; empty if they are equal."""
    work = _RestoreBuilder(current, wanted)
    work.clear_conflicts()
    for node in walk(wanted):
        for slot in node.children:
            work.fill(node, slot)
    work.remove_extra()
    work.close_slots()
    work.set_props()
    return Operation(tuple(work.changes))


class _RestoreBuilder:
    """Collects the changes that turn `current` into `wanted`, and applies each to a working tree."""

    def __init__(self, current: Tree, wanted: Tree) -> None:
        self.tree, self.wanted = current, wanted
        self.changes: list[Change] = []

    def clear_conflicts(self) -> None:
        """Remove all blocks if the type or `extra` of any differs; then remove props that slots will replace."""
        if any(self._has_other_type(node) for node in walk(self.tree)):
            for child in [child for ids in self.tree.root.children.values() for child in ids]:
                self._remove(child)
        for node in walk(self.wanted):
            here = self.tree.get(node.id)
            if here and node.id != ROOT:
                edits = {name: Edit(here.props[name], ABSENT) for name in node.children if name in here.props}
                self._update(node, edits)

    def fill(self, owner: Node, slot: str) -> None:
        """Insert the blocks of a slot or move them to their places. Extra blocks stay for now."""
        ids = owner.children[slot]
        unmoved = find_unmoved(self.tree[owner.id].children.get(slot, ()), ids)
        after = ""
        for child in ids:
            if child not in self.tree:
                self._insert(child, owner, slot, after)
            elif child not in unmoved:
                self._move(child, owner, slot, after)
            after = child
        if slot not in self.tree[owner.id].children:
            self._open_and_close(owner, slot, closes=False)

    def remove_extra(self) -> None:
        """Remove blocks that are not in the wanted tree."""
        for block_id in [node.id for node in walk(self.tree) if node.id not in self.wanted]:
            if block_id in self.tree:
                self._remove(block_id)

    def close_slots(self) -> None:
        """Remove empty slots that are not in the wanted tree."""
        for node in list(walk(self.tree)):
            for slot in node.children.keys() - self.wanted[node.id].children.keys():
                self._open_and_close(node, slot, closes=True)

    def set_props(self) -> None:
        """Set the props of every block."""
        for node in walk(self.wanted):
            here = self.tree[node.id]
            edits = edits_between(here, node)
            self._update(node, {name: edits[name] for name in edits if may_set(self.tree, here, name)})

    def _has_other_type(self, node: Node) -> bool:
        was = self.wanted.get(node.id)
        return was is not None and (was.type, was.extra) != (node.type, node.extra)

    def _insert(self, child: str, owner: Node, slot: str, after: str) -> None:
        block = self._without_existing(subtree(self.wanted, child))
        self._apply(Insert(block, self._place(owner, slot, after), opens=self._is_absent(owner, slot)))

    def _move(self, child: str, owner: Node, slot: str, after: str) -> None:
        origin = place_of(self.tree, child)
        target = self._place(owner, slot, after, without=child)
        closes = self._empties_extra_slot(child) and (origin.parent, origin.slot) != (owner.id, slot)
        opens = self._is_absent(owner, slot)
        self._apply(Move(child, self.tree[child].type, origin, target, opens=opens, closes=closes))

    def _remove(self, block_id: str) -> None:
        block, place = subtree(self.tree, block_id), place_of(self.tree, block_id)
        self._apply(Remove(block, place, closes=self._empties_extra_slot(block_id)))

    def _open_and_close(self, owner: Node, slot: str, *, closes: bool) -> None:
        """Create or remove an empty slot by inserting and removing a temporary block."""
        block_id = f"{owner.id}:{slot}"
        while block_id in self.tree:
            block_id += ":"
        block = Block(block_id, owner.type, {})
        place = place_after(owner.id, slot, ())
        self._apply(Insert(block, place, opens=not closes))
        self._apply(Remove(block, place, closes=closes))

    def _update(self, node: Node, edits: dict[str, Edit]) -> None:
        if edits:
            self._apply(Update(node.id, node.type, edits))

    def _without_existing(self, block: Block) -> Block:
        """The block without descendants that are already on the page. They are moved into it later."""
        slots = {
            slot: tuple(self._without_existing(child) for child in blocks if child.id not in self.tree)
            for slot, blocks in block.slots.items()
        }
        return replace(block, slots=slots)

    def _place(self, owner: Node, slot: str, after: str, *, without: str = "") -> Place:
        ids = tuple(child for child in self.tree[owner.id].children.get(slot, ()) if child != without)
        return place_after(owner.id, slot, ids[: ids.index(after) + 1] if after else ())

    def _is_absent(self, owner: Node, slot: str) -> bool:
        return slot not in self.tree[owner.id].children

    def _empties_extra_slot(self, block_id: str) -> bool:
        """Whether the block is alone in a slot that is not in the wanted tree."""
        node = self.tree[block_id]
        owner = self.wanted.get(node.parent)
        is_alone = len(self.tree[node.parent].children[node.slot]) == 1
        return owner is not None and is_alone and node.slot not in owner.children

    def _apply(self, change: Change) -> None:
        self.tree = apply_change(self.tree, change)
        self.changes.append(change)
