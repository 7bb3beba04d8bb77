"""Changes the props of a block or of the page itself."""

from collections.abc import Mapping
from dataclasses import replace

from app.tree.model import (
    ABSENT,
    ROOT,
    Edit,
    FixedProp,
    Json,
    Mismatch,
    Node,
    Operation,
    Rules,
    Skipped,
    Tree,
    Update,
    check_value,
    json_equal,
)


def build_update(
    tree: Tree, block_id: str, values: Mapping[str, Json], *, rules: Rules | None = None
) -> Operation:
    """Set props of a block; ABSENT removes a prop. Unchanged props are omitted.

    Raises FixedProp for ids and slots and, with `rules`, also for declared slots that are absent.
    """
    node = tree[block_id]
    slots = (rules.slots(node.type) or {}) if rules and block_id != ROOT else {}
    edits = {}
    for name, value in values.items():
        if name in slots or not may_set(tree, node, name):
            raise FixedProp
        check_value({} if value is ABSENT else {name: value})
        before = node.props.get(name, ABSENT)
        if not _equal(before, value):
            edits[name] = Edit(before, value)
    return Operation((Update(block_id, node.type, edits),) if edits else ())


def may_set(tree: Tree, node: Node, name: str) -> bool:
    """Whether the prop may be set. Ids, slots and keys with another meaning may not."""
    if node.id == ROOT:
        return tree.root_form != "bare" or name not in ("props", "readOnly")
    return name != "id" and name not in node.children


def apply_update(tree: Tree, change: Update) -> Tree:
    """The tree with the props changed. Raises Mismatch."""
    node = tree.get(change.id)
    if node is None:
        raise Mismatch(f"{change.id} is not in the tree")
    props = dict(node.props)
    for name, edit in change.edits.items():
        if not may_set(tree, node, name) or not _equal(props.get(name, ABSENT), edit.before):
            raise Mismatch(f"{name} of {change.id} is not as recorded")
        if edit.after is ABSENT:
            props.pop(name, None)
        else:
            props[name] = edit.after
    return replace(tree, nodes=tree.nodes.set(node.id, node._replace(props=props)))


def invert_update(change: Update) -> Update:
    """The change that resets every prop."""
    edits = {name: Edit(edit.after, edit.before) for name, edit in change.edits.items()}
    return replace(change, edits=edits)


def revert_update(tree: Tree, change: Update) -> tuple[Update | None, list[Skipped]]:
    """Return the change that resets the props which still have the value set by this change."""
    node = tree.get(change.id)
    if node is None:
        return None, [_skipped(change, "It has since been deleted.")]
    edits, skipped = {}, []
    for name, edit in change.edits.items():
        if _equal(edit.before, edit.after):
            continue
        if may_set(tree, node, name) and _equal(node.props.get(name, ABSENT), edit.after):
            edits[name] = Edit(edit.after, edit.before)
        else:
            reason = "It has since been changed again, so it stays as it is."
            skipped.append(_skipped(change, reason, field=name))
    return (replace(change, edits=edits) if edits else None), skipped


def merge_updates(first: Update, then: Update, *, keeps_touched: bool = False) -> Update:
    """Merge two consecutive updates to a block. Drops props without a net change unless `keeps_touched`."""
    edits = dict(first.edits)
    for name, edit in then.edits.items():
        edits[name] = Edit(edits[name].before if name in edits else edit.before, edit.after)
    if keeps_touched:
        return replace(first, edits=edits)
    changed = {name: edit for name, edit in edits.items() if not _equal(edit.before, edit.after)}
    return replace(first, edits=changed)


def _equal(one: Json, other: Json) -> bool:
    """Whether two values are equal. ABSENT equals only itself."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return json_equal(one, other)


def _skipped(change: Update, reason: str, *, field: str = "") -> Skipped:
    return Skipped("update", change.id, change.type, reason, field)
