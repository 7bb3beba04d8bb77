"""What a picture of an older tree needs to show this one: a few steps that describe the end, not the way.

Every step may be taken twice, and a picture that shows some of the changes already comes out the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.tree.model import ROOT, Insert, Move, Node, Operation, PageOrder, Remove, Tree, Update, ancestors


class Do(StrEnum):
    """What to do about a block."""

    REMOVE = "remove"
    INSERT = "insert"
    MOVE = "move"
    MORPH = "morph"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    `insert`: the block with all it holds stands at its place, wherever it stood before, and an id
    inside of it stands nowhere else. `move`: its place alone. `morph`: its looks alone; it stands where it
    stood, and nothing in its slots has changed.
    """

    do: Do
    block_id: str


@dataclass(slots=True)
class _Touched:
    """Ids by what happened to them; for what was moved, the blocks it was moved out of."""

    gone: set[str] = field(default_factory=set)
    came: set[str] = field(default_factory=set)
    moved: dict[str, set[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def __contains__(self, block_id: object) -> bool:
        return any(block_id in ids for ids in (self.gone, self.came, self.moved, self.changed))


def catch_up(tree: Tree, operations: Iterable[Operation], also: Iterable[str] = ()) -> list[Step]:
    """Steps to this tree from one in which these operations had not happened: removes, then in page order.

    Blocks in `also` are shown anew. The cost goes with what was touched, not with the page.
    """
    touched = _touched(operations)
    touched.came.update(also)
    touched.came.update(id_ for id_ in touched.moved if _is_endangered(tree, id_, touched))
    removed = sorted(id_ for id_ in {*touched.gone, *touched.came, *touched.moved} if id_ not in tree)
    placed = {id_ for id_ in {*touched.came, *touched.moved} if id_ in tree and id_ != ROOT}
    whole = {id_ for id_ in touched.came | touched.changed if id_ in tree and id_ != ROOT}
    holders = {id_: _holders(tree, id_, whole) for id_ in whole | placed}
    placed.update(*holders.values())
    shown = [id_ for id_, held_by in holders.items() if not held_by]
    steps = [Step(Do.REMOVE, id_) for id_ in removed]
    return steps + [Step(_what(id_, whole, placed), id_) for id_ in sorted(shown, key=PageOrder(tree))]


def _touched(operations: Iterable[Operation]) -> _Touched:
    touched = _Touched()
    for operation in operations:
        for change in operation.changes:
            match change:
                case Insert():
                    touched.came.update(block.id for block in change.block.walk())
                case Remove():
                    touched.gone.add(change.block.id)
                case Move():
                    touched.moved.setdefault(change.id, set()).add(change.origin.parent)
                case Update():
                    touched.changed.add(change.id)
    return touched


def _is_endangered(tree: Tree, block_id: str, touched: _Touched) -> bool:
    """Whether the block may have stood in something that other steps take away or draw anew."""
    origins = [origin for origin in touched.moved[block_id] if origin != ROOT]
    return any(
        origin not in tree or origin in touched or any(node.id in touched for node in _around(tree, origin))
        for origin in origins
    )


def _around(tree: Tree, block_id: str) -> Iterator[Node]:
    return (node for node in ancestors(tree, block_id) if node.id != ROOT)


def _what(block_id: str, whole: set[str], placed: set[str]) -> Do:
    if block_id not in whole:
        return Do.MOVE
    return Do.INSERT if block_id in placed else Do.MORPH


def _holders(tree: Tree, block_id: str, whole: set[str]) -> list[str]:
    """The blocks around this one that are sent with all they hold."""
    return [node.id for node in ancestors(tree, block_id) if node.id in whole]
