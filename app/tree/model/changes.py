"""Operations: lists of primitive changes that are applied together, each with the data needed to invert it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.tree.model.json_values import Json
from app.tree.model.node import Block, Place


class _Absent(Enum):
    ABSENT = "absent"


# The value of a missing prop, as opposed to null.
ABSENT: Final = _Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert a block and its descendants. `opens`: also create the slot, which was absent.

    `copy_of` is the id of the block that was duplicated, for the history.
    """

    block: Block
    place: Place
    opens: bool = False
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a block and its descendants. `closes`: also remove the slot."""

    block: Block
    place: Place
    closes: bool = False
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Move a block. `target` is a place in the tree without the block."""

    id: str
    type: str
    origin: Place
    target: Place
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """The values of a prop before and after a change; ABSENT if it is missing."""

    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Update:
    """Change props of a block; the id "root" stands for the page itself."""

    id: str
    type: str
    edits: Mapping[str, Edit]


Change = Insert | Remove | Move | Update


@dataclass(frozen=True, slots=True)
class Operation:
    """One recorded edit to a tree; truthy if it changes anything."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A change that an undo skips, and the reason as a sentence for the author.

    `kind` says what the change is: insert, remove, move or update; `field` is the prop, if it is an update.
    """

    kind: str
    block_id: str
    block_type: str
    reason: str
    field: str = ""
