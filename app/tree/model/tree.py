"""A page's blocks as an immutable flat map with structural sharing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from immutables import Map

from app.tree.model.errors import BlockGone
from app.tree.model.json_values import Json
from app.tree.model.node import ROOT, ROOT_SLOT, Node

MAX_BLOCKS = 5_000
MAX_DEPTH = 64

# How `root` stood in the Puck JSON: with `props`, in the old form that has the props bare,
# with neither, or not there at all.
RootForm = Literal["props", "bare", "unset", "absent"]


@dataclass(frozen=True, slots=True)
class Tree:
    """A page: the node "root" holds the page's own props and, in slot "content", its blocks.

    `extra` keeps the other top-level keys of the Puck JSON, legacy `zones` among them.
    """

    nodes: Map[str, Node]
    extra: Mapping[str, Json] = field(default_factory=dict)
    root_form: RootForm = "props"

    @property
    def root(self) -> Node:
        """The page itself."""
        return self.nodes[ROOT]

    def get(self, block_id: str) -> Node | None:
        """The node, or None when it is not here."""
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
        """Number of blocks; the page itself does not count."""
        return len(self.nodes) - 1


def empty_tree() -> Tree:
    """A new page without blocks."""
    root = Node(ROOT, ROOT, {}, parent="", slot="", children={ROOT_SLOT: ()})
    return Tree(Map({ROOT: root}))
