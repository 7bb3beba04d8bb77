"""Traversal and lookups in a tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.tree.model.node import ROOT, Block, Node, Place
from app.tree.model.tree import Tree

# Enough to find the place after neighbours were removed. The cost of storing all would grow with the page.
MAX_EARLIER = 12


@dataclass(frozen=True, slots=True)
class Position:
    """A block's zero-based index in its slot, and the number of blocks in the slot."""

    index: int
    count: int


def walk(tree: Tree, block_id: str = ROOT) -> Iterator[Node]:
    """Yield this node, then its descendants, in document order."""
    pending = [block_id]
    while pending:
        node = tree[pending.pop()]
        yield node
        if node.children:
            for ids in reversed(tuple(node.children.values())):
                pending.extend(reversed(ids))


def descendants(tree: Tree, block_id: str = ROOT) -> Iterator[Node]:
    """The node's descendants, in document order."""
    inside = walk(tree, block_id)
    next(inside)
    return inside


def ancestors(tree: Tree, block_id: str) -> Iterator[Node]:
    """Yield the block's ancestors, nearest first. The page itself comes last."""
    parent = tree[block_id].parent
    while parent:
        node = tree[parent]
        yield node
        parent = node.parent


def depth_of(tree: Tree, block_id: str) -> int:
    """The nesting level of a block: 0 for the page itself, 1 for its direct children."""
    return sum(1 for _ in ancestors(tree, block_id))


def is_inside(tree: Tree, block_id: str, container: str) -> bool:
    """Whether the block is the container or one of its descendants."""
    return block_id == container or any(node.id == container for node in ancestors(tree, block_id))


def siblings(tree: Tree, block_id: str) -> tuple[str, ...]:
    """The ids of all blocks in the block's slot, including its own."""
    node = tree[block_id]
    return tree[node.parent].children[node.slot] if node.parent else (block_id,)


def position(tree: Tree, block_id: str) -> Position:
    """The block's index in its slot, and the number of blocks in the slot."""
    ids = siblings(tree, block_id)
    return Position(ids.index(block_id), len(ids))


def place_of(tree: Tree, block_id: str) -> Place:
    """The place of a block."""
    node = tree[block_id]
    ids = siblings(tree, block_id)
    return place_after(node.parent, node.slot, ids[: ids.index(block_id)])


def place_after(parent: str, slot: str, before: tuple[str, ...]) -> Place:
    """The place right after the siblings `before`, with the last of them as hints."""
    *rest, after = before or ("",)
    earlier = tuple(reversed(rest[-MAX_EARLIER:]))
    return Place(parent, slot, after, earlier)


def subtree(tree: Tree, block_id: str) -> Block:
    """A block and its descendants in the detached form."""
    node = tree[block_id]
    slots = {slot: tuple(subtree(tree, child) for child in ids) for slot, ids in node.children.items()}
    return Block(node.id, node.type, node.props, slots, node.schema_version, node.extra)


@dataclass(slots=True)
class PageOrder:
    """A sort key that orders blocks as on the page. It caches the positions in each slot."""

    tree: Tree
    spots: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def __call__(self, block_id: str) -> tuple[tuple[int, int], ...]:
        """The sort key of a block: its position at each level, outermost first."""
        return tuple(self._positions_upwards(block_id))[::-1]

    def _positions_upwards(self, block_id: str) -> Iterator[tuple[int, int]]:
        node = self.tree[block_id]
        for parent in ancestors(self.tree, block_id):
            slot = node.parent, node.slot
            if slot not in self.spots:
                self.spots[slot] = {id_: at for at, id_ in enumerate(parent.children[node.slot])}
            yield list(parent.children).index(node.slot), self.spots[slot][node.id]
            node = parent
