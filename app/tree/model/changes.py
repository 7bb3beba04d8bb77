"""An operation: a few primitive changes that happen together, each with all it takes to undo it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.tree.model.json_values import Json
from app.tree.model.node import Block, Place


class _Absent(Enum):
    ABSENT = "absent"


# A prop that is not there at all, which is not the same as null.
ABSENT: Final = _Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Insert:
    """A block with all it holds comes in. `opens`: its slot was absent until now.

    `copy_of` names the block it was duplicated from, for the history's sake.
    """

    block: Block
    place: Place
    opens: bool = False
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """A block goes with all it holds. `closes`: its slot is absent from now on."""

    block: Block
    place: Place
    closes: bool = False
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A block changes its place; `target` is meant in the tree without the block."""

    id: str
    type: str
    origin: Place
    target: Place
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One prop's value before and after; ABSENT when it is not there."""

    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Update:
    """Props of a block change; id "root" is the page itself."""

    id: str
    type: str
    edits: Mapping[str, Edit]


Change = Insert | Remove | Move | Update


@dataclass(frozen=True, slots=True)
class Operation:
    """One recorded change of a tree; true when it changes anything."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A change that an undo leaves alone, and why, in a sentence for the author.

    `kind` is the change that was to be undone: insert, remove, move or update; `field` the prop.
    """

    kind: str
    block_id: str
    block_type: str
    reason: str
    field: str = ""
