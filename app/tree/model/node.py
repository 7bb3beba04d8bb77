"""A block in a tree, a place for a block, and the detached form of a block."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.tree.model.json_values import Json

ROOT = "root"
ROOT_SLOT = "content"


EMPTY: Mapping[str, Json] = {}


class Node(NamedTuple):
    """One block, or the page itself (id "root"). Its mappings are never changed in place.

    `children` contains empty slots, but not absent ones. `schema_version` is None if the type was unknown when
    the block was read. `extra` holds Puck's other keys, such as `readOnly`.
    Nodes are tuples because a page has thousands of them, and a frozen dataclass takes three times as long to
    create.
    """

    id: str
    type: str
    props: Mapping[str, Json]
    parent: str
    slot: str
    children: Mapping[str, tuple[str, ...]] = EMPTY
    schema_version: int | None = None
    extra: Mapping[str, Json] = EMPTY


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a slot: at its start, or right after the block `after`.

    `earlier` lists the closest siblings before `after`, in reverse order, so that an undo finds the position
    even if `after` was removed. It is only a hint and is ignored in comparisons.
    """

    parent: str
    slot: str
    after: str = ""
    earlier: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """A detached block with its descendants, as stored in operations."""

    id: str
    type: str
    props: Mapping[str, Json]
    slots: Mapping[str, tuple["Block", ...]] = field(default_factory=dict)
    schema_version: int | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)

    def walk(self) -> Iterator["Block"]:
        """Yield this block, then its descendants."""
        yield self
        for blocks in self.slots.values():
            for block in blocks:
                yield from block.walk()

    def depth(self) -> int:
        """The number of nesting levels: 1 for a block without children."""
        inner = (block.depth() for blocks in self.slots.values() for block in blocks)
        return 1 + max(inner, default=0)
