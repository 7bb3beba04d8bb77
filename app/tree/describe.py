"""An operation in plain words, for the history."""

from collections.abc import Sequence

from app.tree.changes import Change, Insert, Move, Operation, Remove, Update
from app.tree.node import ROOT, Place
from app.tree.rules import Rules
from app.tree.tree import Tree


def describe(operation: Operation, tree_before: Tree, rules: Rules) -> str:
    """Say what the operation does, such as "Moved Book to Columns, left"."""
    # Where blocks come, go or move, updates beside that only make way.
    structural = tuple(change for change in operation.changes if not isinstance(change, Update))
    telling: tuple[Change, ...] = structural or operation.changes
    if not telling:
        return "Changed nothing"
    if len(telling) == 1:
        return _describe_one(telling[0], tree_before, rules)
    return _describe_many(telling)


def _describe_one(change: Change, tree: Tree, rules: Rules) -> str:
    match change:
        case Insert():
            verb = "Duplicated" if change.copy_of else "Added"
            return f"{verb} {rules.label(change.block.type)}"
        case Remove():
            return f"Deleted {rules.label(change.block.type)}"
        case Move():
            return f"Moved {rules.label(change.type)} {_whereto(change, tree, rules)}"
        case Update():
            return f"Changed {_fields(change, rules)} {_owner(change, rules)}"


def _describe_many(changes: Sequence[Change]) -> str:
    kinds = {type(change) for change in changes}
    verbs = {Insert: "Added", Remove: "Deleted", Move: "Moved"}
    verb = verbs.get(kinds.pop(), "Changed") if len(kinds) == 1 else "Changed"
    return f"{verb} {len(changes)} parts"


def _whereto(change: Move, tree: Tree, rules: Rules) -> str:
    origin, target = change.origin, change.target
    if (origin.parent, origin.slot) != (target.parent, target.slot):
        return f"to {_spot(target, tree, rules)}"
    if origin.parent != ROOT:
        return f"within {_spot(target, tree, rules)}"
    ids = tree.root.children.get(origin.slot, ())
    is_later = target.after in ids and ids.index(target.after) > ids.index(change.id)
    return "down" if is_later else "up"


def _spot(place: Place, tree: Tree, rules: Rules) -> str:
    if place.parent == ROOT:
        return "the page"
    parent = tree.get(place.parent)
    if parent is None:
        return "a new part"
    return f"{rules.label(parent.type)}, {_lower(rules.field_label(parent.type, place.slot))}"


def _fields(change: Update, rules: Rules) -> str:
    labels = [_lower(rules.field_label(change.type, name)) for name in change.edits]
    return f"{' and '.join(labels)} of" if len(labels) < 3 else f"{len(labels)} things in"


def _owner(change: Update, rules: Rules) -> str:
    return "the page" if change.id == ROOT else rules.label(change.type)


def _lower(label: str) -> str:
    """The label inside a sentence; one that is all capitals, such as ISBN, stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
