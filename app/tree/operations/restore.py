"""The operation that makes a page what it was: as few changes as it takes, and exact."""

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
    place_before,
    place_of,
    subtree,
    walk,
)
from app.tree.operations.application import apply_change
from app.tree.operations.update import may_set
from app.tree.sync import edits_between, steady


def build_restore(current: Tree, wanted: Tree) -> Operation:
    """The operation after which `current` is `wanted`; empty when it is already."""
    work = _Restoring(current, wanted)
    work.make_room()
    for node in walk(wanted):
        for slot in node.children:
            work.fill(node, slot)
    work.take_away()
    work.close_slots()
    work.set_props()
    return Operation(tuple(work.changes))


class _Restoring:
    """The tree on its way, and the changes so far."""

    def __init__(self, current: Tree, wanted: Tree) -> None:
        self.tree, self.wanted = current, wanted
        self.changes: list[Change] = []

    def make_room(self) -> None:
        """Take away what cannot stay: blocks that are of another kind, and props where a slot has to open."""
        if any(self._is_other(node) for node in walk(self.tree)):
            for child in [child for ids in self.tree.root.children.values() for child in ids]:
                self._remove(child)
        for node in walk(self.wanted):
            here = self.tree.get(node.id)
            if here and node.id != ROOT:
                edits = {name: Edit(here.props[name], ABSENT) for name in node.children if name in here.props}
                self._update(node, edits)

    def fill(self, owner: Node, slot: str) -> None:
        """Bring the blocks of a slot to their places; what does not belong here stays for the moment."""
        ids = owner.children[slot]
        steady_here = steady(self.tree[owner.id].children.get(slot, ()), ids)
        after = ""
        for child in ids:
            if child not in self.tree:
                self._insert(child, owner, slot, after)
            elif child not in steady_here:
                self._move(child, owner, slot, after)
            after = child
        if slot not in self.tree[owner.id].children:
            self._open_and_close(owner, slot, closes=False)

    def take_away(self) -> None:
        """Delete what was not there."""
        for block_id in [node.id for node in walk(self.tree) if node.id not in self.wanted]:
            if block_id in self.tree:
                self._remove(block_id)

    def close_slots(self) -> None:
        """Slots that were not there are not there again."""
        for node in list(walk(self.tree)):
            for slot in node.children.keys() - self.wanted[node.id].children.keys():
                self._open_and_close(node, slot, closes=True)

    def set_props(self) -> None:
        """Give every block the values that it had."""
        for node in walk(self.wanted):
            here = self.tree[node.id]
            edits = edits_between(here, node)
            self._update(node, {name: edits[name] for name in edits if may_set(self.tree, here, name)})

    def _is_other(self, node: Node) -> bool:
        was = self.wanted.get(node.id)
        return was is not None and (was.type, was.extra) != (node.type, node.extra)

    def _insert(self, child: str, owner: Node, slot: str, after: str) -> None:
        block = self._new_part(subtree(self.wanted, child))
        self._do(Insert(block, self._place(owner, slot, after), opens=self._is_shut(owner, slot)))

    def _move(self, child: str, owner: Node, slot: str, after: str) -> None:
        origin = place_of(self.tree, child)
        target = self._place(owner, slot, after, without=child)
        closes = self._is_last_out(child) and (origin.parent, origin.slot) != (owner.id, slot)
        opens = self._is_shut(owner, slot)
        self._do(Move(child, self.tree[child].type, origin, target, opens=opens, closes=closes))

    def _remove(self, block_id: str) -> None:
        block, place = subtree(self.tree, block_id), place_of(self.tree, block_id)
        self._do(Remove(block, place, closes=self._is_last_out(block_id)))

    def _open_and_close(self, owner: Node, slot: str, *, closes: bool) -> None:
        """Open an empty slot or close one: only a block that comes and goes can."""
        block_id = f"{owner.id}:{slot}"
        while block_id in self.tree:
            block_id += ":"
        block = Block(block_id, owner.type, {})
        place = place_before(owner.id, slot, ())
        self._do(Insert(block, place, opens=not closes))
        self._do(Remove(block, place, closes=closes))

    def _update(self, node: Node, edits: dict[str, Edit]) -> None:
        if edits:
            self._do(Update(node.id, node.type, edits))

    def _new_part(self, block: Block) -> Block:
        """The block without what is on the page already, which is moved into it afterwards."""
        slots = {
            slot: tuple(self._new_part(child) for child in blocks if child.id not in self.tree)
            for slot, blocks in block.slots.items()
        }
        return replace(block, slots=slots)

    def _place(self, owner: Node, slot: str, after: str, *, without: str = "") -> Place:
        ids = tuple(child for child in self.tree[owner.id].children.get(slot, ()) if child != without)
        return place_before(owner.id, slot, ids[: ids.index(after) + 1] if after else ())

    def _is_shut(self, owner: Node, slot: str) -> bool:
        return slot not in self.tree[owner.id].children

    def _is_last_out(self, block_id: str) -> bool:
        """Whether the slot that the block leaves was not there, and nothing else is in it."""
        node = self.tree[block_id]
        owner = self.wanted.get(node.parent)
        is_alone = len(self.tree[node.parent].children[node.slot]) == 1
        return owner is not None and is_alone and node.slot not in owner.children

    def _do(self, change: Change) -> None:
        self.tree = apply_change(self.tree, change)
        self.changes.append(change)
