"""Two checks of a tree: its invariants, and the rules of its components."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.tree.model.node import ROOT, ROOT_SLOT, Node
from app.tree.model.rules import Rules, SlotRule, accepts
from app.tree.model.traversal import walk
from app.tree.model.tree import Tree


class BrokenTree(AssertionError):
    """The tree violates an invariant: a bug, never bad input."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A component rule that the page violates, as a sentence for the author. Problems never block an edit."""

    block_id: str
    block_type: str
    message: str
    slot: str = ""


def check_invariants(tree: Tree) -> None:
    """Raise BrokenTree unless every block is reachable from the page in exactly one place."""
    seen: set[str] = set()
    pending = [ROOT]
    while pending:
        node = tree[pending.pop()]
        if node.id in seen:
            raise BrokenTree(f"{node.id} is in two places")
        seen.add(node.id)
        for slot, ids in node.children.items():
            _check_slot(tree, node, slot, ids)
            pending.extend(ids)
    if seen != set(tree):
        raise BrokenTree(f"unreachable: {sorted(set(tree) - seen)}")
    if tree.root.parent or tree.root.children.keys() - {ROOT_SLOT}:
        raise BrokenTree("the root node has a parent or unexpected slots")


def find_problems(tree: Tree, rules: Rules) -> list[Problem]:
    """All violations of component rules on the page: too few blocks, too many, or types that are not allowed."""
    return [problem for node in walk(tree) for problem in _problems_of(tree, node, rules)]


def _check_slot(tree: Tree, node: Node, slot: str, ids: tuple[str, ...]) -> None:
    if node.id != ROOT and slot in node.props:
        raise BrokenTree(f"{slot} of {node.id} is both a prop and a slot")
    for child_id in ids:
        child = tree.get(child_id)
        if child is None or child.id == ROOT:
            raise BrokenTree(f"{node.id} holds {child_id}, which is not a block of this tree")
        if (child.parent, child.slot) != (node.id, slot):
            raise BrokenTree(f"{child_id} does not have {node.id} as its parent")
        if "id" in child.props:
            raise BrokenTree(f"{child_id} has an id among its props")


def _problems_of(tree: Tree, node: Node, rules: Rules) -> Iterator[Problem]:
    if node.id == ROOT:
        return
    declared = rules.slots(node.type)
    if declared is None:
        yield Problem(node.id, node.type, f"“{node.type}” isn’t available here.")
        return
    for slot, rule in declared.items():
        for message in _slot_problems(tree, node, slot, rule, rules):
            yield Problem(node.id, node.type, message, slot)


def _slot_problems(tree: Tree, node: Node, slot: str, rule: SlotRule, rules: Rules) -> Iterator[str]:
    ids = node.children.get(slot, ())
    place = f"{rules.label(node.type)}, {rules.field_label(node.type, slot)}"
    if len(ids) < rule.min:
        yield f"{place}: add {rule.min - len(ids)} more."
    if rule.max is not None and len(ids) > rule.max:
        yield f"{place}: there’s only room for {rule.max}, but it holds {len(ids)}."
    for child in ids:
        if not accepts(rule, tree[child].type):
            yield f"{place}: {rules.label(tree[child].type)} doesn’t belong here."
