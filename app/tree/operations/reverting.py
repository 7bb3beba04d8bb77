"""Inverts, merges and undoes operations. Undo takes later changes to the tree into account."""

from collections.abc import Iterable, Sequence

from app.tree.model import Change, Insert, Move, Operation, Remove, Rules, Skipped, Tree, Update
from app.tree.operations.application import apply_change
from app.tree.operations.insert import invert_insert, revert_insert
from app.tree.operations.move import invert_move, revert_move
from app.tree.operations.remove import invert_remove, revert_remove
from app.tree.operations.update import invert_update, merge_updates, revert_update


def invert(operation: Operation) -> Operation:
    """The exact inverse: it turns the tree after `operation` into the tree before `operation`."""
    return Operation(tuple(_invert_change(change) for change in reversed(operation.changes)))


def revert(
    tree: Tree, operation: Operation, *, rules: Rules | None = None
) -> tuple[Operation, list[Skipped]]:
    """The operation that undoes `operation` in this tree, and the changes skipped because of later edits.

    With `rules`, nothing is restored into a slot that is full.
    """
    return revert_all(tree, [operation], rules=rules)


def revert_all(
    tree: Tree, operations: Sequence[Operation], *, rules: Rules | None = None
) -> tuple[Operation, list[Skipped]]:
    """Undo several operations, given oldest first; the newest is undone first."""
    undone: list[Change] = []
    skipped: list[Skipped] = []
    for operation in reversed(operations):
        for change in reversed(operation.changes):
            found, left = _revert_change(tree, change, rules)
            skipped += left
            if found:
                tree = apply_change(tree, found)
                undone.append(found)
    return Operation(_fold(undone)), skipped


def merge(operations: Iterable[Operation]) -> Operation:
    """Merge operations, given oldest first, into one. Consecutive updates to the same block become one."""
    return Operation(_fold(change for operation in operations for change in operation.changes))


def fold(operations: Iterable[Operation]) -> Operation:
    """Merge operations into one that keeps all touched props, even those that end with their original value.

    This lets a client in an intermediate state detect that the operation does not match.
    """
    changes = (change for operation in operations for change in operation.changes)
    return Operation(_fold(changes, keeps_touched=True))


def _fold(changes: Iterable[Change], *, keeps_touched: bool = False) -> tuple[Change, ...]:
    folded: list[Change] = []
    for change in changes:
        last = folded[-1] if folded else None
        if isinstance(last, Update) and isinstance(change, Update) and last.id == change.id:
            folded.pop()
            merged = merge_updates(last, change, keeps_touched=keeps_touched)
            folded += [merged] if merged.edits else []
        else:
            folded.append(change)
    return tuple(folded)


def _invert_change(change: Change) -> Change:
    match change:
        case Insert():
            return invert_insert(change)
        case Remove():
            return invert_remove(change)
        case Move():
            return invert_move(change)
        case Update():
            return invert_update(change)


def _revert_change(tree: Tree, change: Change, rules: Rules | None) -> tuple[Change | None, list[Skipped]]:
    match change:
        case Insert():
            return revert_insert(tree, change)
        case Remove():
            return revert_remove(tree, change, rules=rules)
        case Move():
            return revert_move(tree, change, rules=rules)
        case Update():
            return revert_update(tree, change)
