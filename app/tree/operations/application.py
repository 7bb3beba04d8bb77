"""Applies operations to a tree: the only way in which a tree changes."""

from app.tree.model import Change, Insert, Move, Operation, Remove, Tree, Update
from app.tree.operations.insert import apply_insert
from app.tree.operations.move import apply_move
from app.tree.operations.remove import apply_remove
from app.tree.operations.update import apply_update


def apply(tree: Tree, operation: Operation) -> Tree:
    """The tree after the operation. Raises Mismatch if the operation does not match the tree."""
    for change in operation.changes:
        tree = apply_change(tree, change)
    return tree


def apply_change(tree: Tree, change: Change) -> Tree:
    """The tree after one change. Raises Mismatch if the change does not match the tree."""
    match change:
        case Insert():
            return apply_insert(tree, change)
        case Remove():
            return apply_remove(tree, change)
        case Move():
            return apply_move(tree, change)
        case Update():
            return apply_update(tree, change)
