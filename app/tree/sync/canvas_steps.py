"""Computes the steps that bring a canvas with an older tree up to date.

Steps describe the final state and are idempotent: a canvas that already shows some of the changes ends up
in the same state.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.tree.model import ROOT, Insert, Move, Node, Operation, PageOrder, Remove, Tree, Update, ancestors


class StepKind(StrEnum):
    """The kind of update to a block."""

    REMOVE = "remove"
    INSERT = "insert"
    MOVE = "move"
    MORPH = "morph"


@dataclass(frozen=True, slots=True)
class Step:
    """One update to a canvas.

    `insert`: put the block and its descendants in their place and remove them everywhere else. `move`: change
    only the block's place. `morph`: change only its own markup, not its place or the contents of its slots.
    """

    do: StepKind
    block_id: str


@dataclass(slots=True)
class _Touched:
    """Block ids by kind of change. Moved blocks are mapped to the parents that they left."""

    removed: set[str] = field(default_factory=set)
    inserted: set[str] = field(default_factory=set)
    moved: dict[str, set[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def __contains__(self, block_id: object) -> bool:
        return any(block_id in ids for ids in (self.removed, self.inserted, self.moved, self.changed))


def catch_up(tree: Tree, operations: Iterable[Operation], also: Iterable[str] = ()) -> list[Step]:
    """The steps from the tree before these operations to `tree`: removals first, then the rest in page order.

    Blocks in `also` are sent again. The cost depends on the number of touched blocks, not on the size of the page.
    """
    touched = _touched(operations)
    touched.inserted.update(also)
    touched.inserted.update(id_ for id_ in touched.moved if _may_be_lost(tree, id_, touched))
    removed = sorted(id_ for id_ in {*touched.removed, *touched.inserted, *touched.moved} if id_ not in tree)
    placed = {id_ for id_ in {*touched.inserted, *touched.moved} if id_ in tree and id_ != ROOT}
    whole = {id_ for id_ in touched.inserted | touched.changed if id_ in tree and id_ != ROOT}
    holders = {id_: _holders(tree, id_, whole) for id_ in whole | placed}
    placed.update(*holders.values())
    shown = [id_ for id_, held_by in holders.items() if not held_by]
    steps = [Step(StepKind.REMOVE, id_) for id_ in removed]
    return steps + [Step(_kind_of(id_, whole, placed), id_) for id_ in sorted(shown, key=PageOrder(tree))]


def _touched(operations: Iterable[Operation]) -> _Touched:
    touched = _Touched()
    for operation in operations:
        for change in operation.changes:
            match change:
                case Insert():
                    touched.inserted.update(block.id for block in change.block.walk())
                case Remove():
                    touched.removed.add(change.block.id)
                case Move():
                    touched.moved.setdefault(change.id, set()).add(change.origin.parent)
                case Update():
                    touched.changed.add(change.id)
    return touched


def _may_be_lost(tree: Tree, block_id: str, touched: _Touched) -> bool:
    """Whether another step removes or re-renders the block's old parent, and the block with it."""
    origins = [origin for origin in touched.moved[block_id] if origin != ROOT]
    return any(
        origin not in tree or origin in touched or any(node.id in touched for node in _around(tree, origin))
        for origin in origins
    )


def _around(tree: Tree, block_id: str) -> Iterator[Node]:
    return (node for node in ancestors(tree, block_id) if node.id != ROOT)


def _kind_of(block_id: str, whole: set[str], placed: set[str]) -> StepKind:
    if block_id not in whole:
        return StepKind.MOVE
    return StepKind.INSERT if block_id in placed else StepKind.MORPH


def _holders(tree: Tree, block_id: str, whole: set[str]) -> list[str]:
    """The ids of the ancestors that are sent together with their descendants."""
    return [node.id for node in ancestors(tree, block_id) if node.id in whole]
