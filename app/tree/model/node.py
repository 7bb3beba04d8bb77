"""A block in a tree, the place it stands at, and the portable form it travels in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.tree.model.json_values import Json

ROOT = "root"
ROOT_SLOT = "content"


NOTHING: Mapping[str, Json] = {}


class Node(NamedTuple):
    """One block, or the page itself (id "root"). Its mappings are never changed in place.

    A slot that is absent is not in `children`; an empty one is there with no ids.
    `schema_version` is None when the type was unknown as the block came in. `extra` keeps what
    Puck stores beside `type` and `props`, such as `readOnly`. A page has thousands of them, and a
    tuple is made in a third of the time of a frozen dataclass.
    """

    id: str
    type: str
    props: Mapping[str, Json]
    parent: str
    slot: str
    children: Mapping[str, tuple[str, ...]] = NOTHING
    schema_version: int | None = None
    extra: Mapping[str, Json] = NOTHING


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a slot: at its start, or right after the block `after`.

    `earlier` remembers the nearest siblings before `after`, nearest first, so that an undo still
    finds the spot when `after` is gone. It is a hint and takes no part in comparisons.
    """

    parent: str
    slot: str
    after: str = ""
    earlier: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """A block with all it holds, outside any tree: what an operation carries."""

    id: str
    type: str
    props: Mapping[str, Json]
    slots: Mapping[str, tuple["Block", ...]] = field(default_factory=dict)
    schema_version: int | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)

    def walk(self) -> Iterator["Block"]:
        """This block, then everything inside it."""
        yield self
        for blocks in self.slots.values():
            for block in blocks:
                yield from block.walk()

    def depth(self) -> int:
        """How many levels this takes: 1 for a block that holds nothing."""
        inner = (block.depth() for blocks in self.slots.values() for block in blocks)
        return 1 + max(inner, default=0)
