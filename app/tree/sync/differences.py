"""Finds the differences between two states of a page, block by block. Blocks are matched by id."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.tree.model import ABSENT, ROOT, Edit, Node, Tree, json_equal
from app.tree.sync.longest_run import find_unmoved


class Kind(StrEnum):
    """How a block differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two states of a block. `edits` maps changed props to their values before and after."""

    kind: Kind
    id: str
    type: str
    edits: Mapping[str, Edit] = field(default_factory=dict)


def diff(before: Tree, after: Tree, *, known_moved: Collection[str] = ()) -> tuple[Difference, ...]:
    """All differences, in page order, except for descendants that were added or removed together with a block.

    `known_moved` are blocks known to have been moved: if two blocks swapped places, those are reported.
    """
    return tuple(_Walk(before, after, frozenset(known_moved)).at(ROOT))


@dataclass(frozen=True, slots=True)
class _Walk:
    before: Tree
    after: Tree
    known_moved: frozenset[str]

    def at(self, block_id: str, *, is_moved: bool = False) -> Iterator[Difference]:
        """Yield the differences of a block in the newer tree, then those of its descendants."""
        old, new = self.before.get(block_id), self.after[block_id]
        if old is not None and old.type == new.type:
            if is_moved:
                yield Difference(Kind.MOVED, block_id, new.type)
            # Props that replaced a slot or were replaced by one are reported as changes of the slot's blocks.
            slots = old.children.keys() | new.children.keys()
            edits = {name: edit for name, edit in edits_between(old, new).items() if name not in slots}
            if edits:
                yield Difference(Kind.CHANGED, block_id, new.type, edits)
        elif self._is_topmost(new, self.before):
            yield from self._added(old, new)
        for slot in dict.fromkeys([*(old.children if old else ()), *new.children]):
            yield from self._in_slot(old, new, slot)

    def _added(self, old: Node | None, new: Node) -> Iterator[Difference]:
        if old is not None:
            yield Difference(Kind.REMOVED, old.id, old.type)
        yield Difference(Kind.ADDED, new.id, new.type)

    def _in_slot(self, old: Node | None, new: Node, slot: str) -> Iterator[Difference]:
        was = old.children.get(slot, ()) if old else ()
        now = new.children.get(slot, ())
        stayed = find_unmoved(was, now, known_moved=self.known_moved)
        gone = self._removed(was, now)
        yield from gone.get("", ())
        for child in now:
            yield from self.at(child, is_moved=child not in stayed)
            yield from gone.get(child, ())

    def _removed(self, was: tuple[str, ...], now: tuple[str, ...]) -> dict[str, list[Difference]]:
        """The removed blocks, keyed by the remaining sibling that they followed."""
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
        """Whether the block's parent also exists in the other tree, with the same type."""
        parent = other.get(node.parent)
        mine = self.after if other is self.before else self.before
        return parent is not None and parent.type == mine[node.parent].type


def edits_between(old: Node, new: Node) -> dict[str, Edit]:
    """The props that differ between two versions of a block."""
    names = dict.fromkeys([*old.props, *new.props])
    found = {name: Edit(old.props.get(name, ABSENT), new.props.get(name, ABSENT)) for name in names}
    return {name: edit for name, edit in found.items() if not is_unchanged(edit)}


def is_unchanged(edit: Edit) -> bool:
    """Whether the edit changes nothing. ABSENT equals only itself."""
    if edit.before is ABSENT or edit.after is ABSENT:
        return edit.before is edit.after
    return json_equal(edit.before, edit.after)
