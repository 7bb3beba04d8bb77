"""Describes operations in plain words, for the history."""

import re
from collections.abc import Iterable, Sequence

from app.components.text_kinds import TextKind
from app.tree.model import ROOT, Change, Insert, Json, Move, Operation, Place, Remove, Rules, Tree, Update
from app.tree.text import words_of

_QUOTATION = re.compile(r" “[^”]*”\Z")
MAX_QUOTE = 32
"""Maximum number of characters in a quotation from a text."""


def describe(operation: Operation, tree_before: Tree, rules: Rules) -> str:
    """Describe the operation, such as "Moved Book into Columns, first column"."""
    # Updates that accompany structural changes only clear props that a new slot replaces.
    structural = tuple(change for change in operation.changes if not isinstance(change, Update))
    described: tuple[Change, ...] = structural or operation.changes
    if not described:
        return "Changed nothing"
    if len(described) == 1:
        return _describe_one(described[0], tree_before, rules)
    return _describe_many(described, tree_before, rules)


def summarise(labels: Iterable[str]) -> str:
    """Combine the labels of the operations in one gesture, given oldest first, into one.

    Labels that differ only in the quoted text count as one, and the newest is used.
    """
    different = list({_QUOTATION.sub("", label): label for label in labels if label}.values())
    if len(different) < 3:
        return " and ".join([*different[:1], *(lower_first(label) for label in different[1:])])
    verbs = {label.partition(" ")[0] for label in different}
    if len(verbs) == 1:
        return f"{verbs.pop()} {len(different)} parts"
    return f"{different[0]} and {len(different) - 1} other changes"


def lower_first(label: str) -> str:
    """The label as it is written inside a sentence. Acronyms such as ISBN keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _describe_one(change: Change, tree: Tree, rules: Rules) -> str:
    match change:
        case Insert():
            if change.copy_of:
                return f"Duplicated {rules.label(change.block.type)}"
            return f"Added {rules.label(change.block.type)}{_inside(change.place, tree, rules)}"
        case Remove():
            return f"Deleted {rules.label(change.block.type)}"
        case Move():
            return f"Moved {rules.label(change.type)} {_destination(change, tree, rules)}"
        case Update():
            return _describe_update(change, rules)


def _describe_many(changes: Sequence[Change], tree: Tree, rules: Rules) -> str:
    kinds = {type(change) for change in changes}
    verbs = {Insert: "Added", Remove: "Deleted", Move: "Moved"}
    verb = verbs.get(kinds.pop(), "Changed") if len(kinds) == 1 else "Changed"
    if all(isinstance(change, Insert) and change.copy_of for change in changes):
        verb = "Duplicated"
    names = list(dict.fromkeys(_owner(change, rules) for change in changes))
    what = " and ".join(names) if len(changes) == len(names) == 2 else f"{len(changes)} parts"
    moves = [change for change in changes if isinstance(change, Move)]
    destination = (
        {_destination(change, tree, rules) for change in moves} if len(moves) == len(changes) else set()
    )
    return f"{verb} {what} {destination.pop() if len(destination) == 1 else ''}".rstrip()


def _destination(change: Move, tree: Tree, rules: Rules) -> str:
    origin, target = change.origin, change.target
    if (origin.parent, origin.slot) != (target.parent, target.slot):
        return "out to the page" if target.parent == ROOT else f"into {_slot_label(target, tree, rules)}"
    owner = tree.get(origin.parent)
    ids = owner.children.get(origin.slot, ()) if owner else ()
    is_later = target.after in ids and ids.index(target.after) > ids.index(change.id)
    return f"{'down' if is_later else 'up'}{_inside(target, tree, rules)}"


def _inside(place: Place, tree: Tree, rules: Rules) -> str:
    return "" if place.parent == ROOT else f" in {_slot_label(place, tree, rules)}"


def _slot_label(place: Place, tree: Tree, rules: Rules) -> str:
    parent = tree.get(place.parent)
    if parent is None:
        return "a new part"
    label = rules.label(parent.type)
    if len(rules.slots(parent.type) or {}) < 2:
        return label
    return f"{label}, {lower_first(rules.field_label(parent.type, place.slot))}"


def _describe_update(change: Update, rules: Rules) -> str:
    owner = _owner(change, rules)
    if len(change.edits) > 2:
        return f"Changed {len(change.edits)} things in {owner}"
    if len(change.edits) == 1:
        [(name, edit)] = change.edits.items()
        kind = rules.text_kind(change.type, name)
        if kind.is_prose:
            return f"Typed in {owner}{_quoted(edit.before, kind) or _quoted(edit.after, kind)}"
    fields = " and ".join(_field(rules.field_label(change.type, name)) for name in change.edits)
    return f"Changed {fields} of {owner}"


def _field(label: str) -> str:
    """A field label as it is written inside a sentence, in quotation marks if it has several words."""
    return f"“{label}”" if " " in label else f"the {lower_first(label)}"


def _quoted(value: Json, kind: TextKind) -> str:
    """The first words of a text in quotation marks, or '' if it is empty."""
    text = " ".join(words_of(value[: 10 * MAX_QUOTE] if isinstance(value, str) else "", is_html=kind.is_html))
    if not text:
        return ""
    short = (
        text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1].rpartition(" ")[0] or text[: MAX_QUOTE - 1]
    )
    return f" “{short}{'' if short == text else '…'}”"


def _owner(change: Change, rules: Rules) -> str:
    if isinstance(change, Insert | Remove):
        return rules.label(change.block.type)
    return "the page" if change.id == ROOT else rules.label(change.type)
