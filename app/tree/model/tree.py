"""A page's blocks in an immutable flat map with structural sharing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from immutables import Map

from app.tree.model.errors import BlockGone
from app.tree.model.json_values import Json
from app.tree.model.node import ROOT, ROOT_SLOT, Node

MAX_BLOCKS = 5_000
MAX_DEPTH = 64

# The form of `root` in the Puck JSON: with `props`, the old form with bare props, an object with
# neither, or missing.
RootForm = Literal["props", "bare", "unset", "absent"]


@dataclass(frozen=True, slots=True)
class Tree:
    """A page: the node "root" holds the page's own props and, in slot "content", its blocks.

    `extra` holds the other top-level keys of the Puck JSON, including legacy `zones`.
    """

    nodes: Map[str, Node]
    extra: Mapping[str, Json] = field(default_factory=dict)
    root_form: RootForm = "props"

    @property
    def root(self) -> Node:
        """The page itself."""
        return self.nodes[ROOT]

    def get(self, block_id: str) -> Node | None:
        """The node, or None if it is not in the tree."""
        return self.nodes.get(block_id)

    def __getitem__(self, block_id: str) -> Node:
        node = self.nodes.get(block_id)
        if node is None:
            raise BlockGone
        return node

    def __contains__(self, block_id: object) -> bool:
        return block_id in self.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        """The number of blocks, not counting the page itself."""
        return len(self.nodes) - 1


def empty_tree() -> Tree:
    """The tree of a new page without blocks."""
    root = Node(ROOT, ROOT, {}, parent="", slot="", children={ROOT_SLOT: ()})
    return Tree(Map({ROOT: root}))
