"""Ways to look around in a tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.tree.model.node import ROOT, Block, Node, Place
from app.tree.model.tree import Tree

# Enough to find a lost neighbour's spot; a record of all of them would grow with the page.
MAX_EARLIER = 12


@dataclass(frozen=True, slots=True)
class Position:
    """Where a block stands among its siblings, counted from 0."""

    index: int
    count: int


def walk(tree: Tree, block_id: str = ROOT) -> Iterator[Node]:
    """This node, then everything inside it, in document order."""
    waiting = [block_id]
    while waiting:
        node = tree[waiting.pop()]
        yield node
        if node.children:
            for ids in reversed(tuple(node.children.values())):
                waiting.extend(reversed(ids))


def descendants(tree: Tree, block_id: str = ROOT) -> Iterator[Node]:
    """Everything inside this node, in document order."""
    inside = walk(tree, block_id)
    next(inside)
    return inside


def ancestors(tree: Tree, block_id: str) -> Iterator[Node]:
    """What this block stands in, nearest first; the page itself comes last."""
    parent = tree[block_id].parent
    while parent:
        node = tree[parent]
        yield node
        parent = node.parent


def depth_of(tree: Tree, block_id: str) -> int:
    """Level of a block: 0 for the page itself, 1 for what stands directly on it."""
    return sum(1 for _ in ancestors(tree, block_id))


def is_inside(tree: Tree, block_id: str, container: str) -> bool:
    """Whether the block is the container or anywhere inside it."""
    return block_id == container or any(node.id == container for node in ancestors(tree, block_id))


def siblings(tree: Tree, block_id: str) -> tuple[str, ...]:
    """Ids in the block's slot, the block's own among them."""
    node = tree[block_id]
    return tree[node.parent].children[node.slot] if node.parent else (block_id,)


def position(tree: Tree, block_id: str) -> Position:
    """Index among the siblings, and how many there are."""
    ids = siblings(tree, block_id)
    return Position(ids.index(block_id), len(ids))


def place_of(tree: Tree, block_id: str) -> Place:
    """The place a block stands at."""
    node = tree[block_id]
    ids = siblings(tree, block_id)
    return place_before(node.parent, node.slot, ids[: ids.index(block_id)])


def place_before(parent: str, slot: str, before: tuple[str, ...]) -> Place:
    """The place right after all of `before`, remembering the nearest of them."""
    *rest, after = before or ("",)
    earlier = tuple(reversed(rest[-MAX_EARLIER:]))
    return Place(parent, slot, after, earlier)


def subtree(tree: Tree, block_id: str) -> Block:
    """A block with all it holds, in the portable form."""
    node = tree[block_id]
    slots = {slot: tuple(subtree(tree, child) for child in ids) for slot, ids in node.children.items()}
    return Block(node.id, node.type, node.props, slots, node.schema_version, node.extra)


@dataclass(slots=True)
class PageOrder:
    """Sorts blocks of a tree as they stand on the page; each slot on the way is looked through once."""

    tree: Tree
    spots: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def __call__(self, block_id: str) -> tuple[tuple[int, int], ...]:
        """What to sort a block by."""
        return tuple(self._way_up(block_id))[::-1]

    def _way_up(self, block_id: str) -> Iterator[tuple[int, int]]:
        node = self.tree[block_id]
        for parent in ancestors(self.tree, block_id):
            slot = node.parent, node.slot
            if slot not in self.spots:
                self.spots[slot] = {id_: at for at, id_ in enumerate(parent.children[node.slot])}
            yield list(parent.children).index(node.slot), self.spots[slot][node.id]
            node = parent
