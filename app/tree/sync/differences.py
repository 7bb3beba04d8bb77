"""What differs between two states of a page, block by block, found by the blocks' ids."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.tree.model import ABSENT, ROOT, Edit, Node, Tree, same
from app.tree.sync.longest_run import steady


class Kind(StrEnum):
    """In what a block differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. What comes or goes with a block is not named by itself.

    `edits` are the props that a changed block had before and has after.
    """

    kind: Kind
    id: str
    type: str
    edits: Mapping[str, Edit] = field(default_factory=dict)


def diff(before: Tree, after: Tree, *, restless: Collection[str] = ()) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the page.

    `restless` are blocks that are known to have been moved: of two that changed places it is those.
    """
    return tuple(_Walk(before, after, frozenset(restless)).at(ROOT))


@dataclass(frozen=True, slots=True)
class _Walk:
    before: Tree
    after: Tree
    restless: frozenset[str]

    def at(self, block_id: str, *, is_moved: bool = False) -> Iterator[Difference]:
        """The differences of a block that is there after, then of what lies in it."""
        old, new = self.before.get(block_id), self.after[block_id]
        if old is not None and old.type == new.type:
            if is_moved:
                yield Difference(Kind.MOVED, block_id, new.type)
            # What only made way for a slot, or took its place, is told by the blocks.
            slots = old.children.keys() | new.children.keys()
            edits = {name: edit for name, edit in edits_between(old, new).items() if name not in slots}
            if edits:
                yield Difference(Kind.CHANGED, block_id, new.type, edits)
        elif self._is_topmost(new, self.before):
            yield from self._came(old, new)
        for slot in dict.fromkeys([*(old.children if old else ()), *new.children]):
            yield from self._in_slot(old, new, slot)

    def _came(self, old: Node | None, new: Node) -> Iterator[Difference]:
        if old is not None:
            yield Difference(Kind.REMOVED, old.id, old.type)
        yield Difference(Kind.ADDED, new.id, new.type)

    def _in_slot(self, old: Node | None, new: Node, slot: str) -> Iterator[Difference]:
        was = old.children.get(slot, ()) if old else ()
        now = new.children.get(slot, ())
        stayed = steady(was, now, restless=self.restless)
        gone = self._gone(was, now)
        yield from gone.get("", ())
        for child in now:
            yield from self.at(child, is_moved=child not in stayed)
            yield from gone.get(child, ())

    def _gone(self, was: tuple[str, ...], now: tuple[str, ...]) -> dict[str, list[Difference]]:
        """What was removed, each by the sibling that it stood after."""
        gone: dict[str, list[Difference]] = {}
        after, standing = "", frozenset(now)
        for child in was:
            if child in standing:
                after = child
            elif child not in self.after and self._is_topmost(self.before[child], self.after):
                removed = Difference(Kind.REMOVED, child, self.before[child].type)
                gone.setdefault(after, []).append(removed)
        return gone

    def _is_topmost(self, node: Node, other: Tree) -> bool:
        """Whether what the block lies in is there in the other tree too."""
        parent = other.get(node.parent)
        mine = self.after if other is self.before else self.before
        return parent is not None and parent.type == mine[node.parent].type


def edits_between(old: Node, new: Node) -> dict[str, Edit]:
    """The props of one block that differ."""
    names = dict.fromkeys([*old.props, *new.props])
    found = {name: Edit(old.props.get(name, ABSENT), new.props.get(name, ABSENT)) for name in names}
    return {name: edit for name, edit in found.items() if not is_same(edit)}


def is_same(edit: Edit) -> bool:
    """Whether nothing changes, where being absent is a value of its own."""
    if edit.before is ABSENT or edit.after is ABSENT:
        return edit.before is edit.after
    return same(edit.before, edit.after)
