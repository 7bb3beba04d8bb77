"""The items of a list inside of a block: add one, take one away, change their order."""

from copy import deepcopy
from typing import Any
from uuid import UUID

from app.components import fields
from app.components.registry import RULES
from app.errors import Invalid
from app.services import conflicts, documents
from app.services.documents import Applied, Gesture, Head
from app.services.editing.blocks import component_of
from app.tree import operations
from app.tree.model import Operation, Tree


def rearrange_items(
    page_id: UUID, block_id: str, *, field: str, action: str, index: int, gesture: Gesture
) -> Applied:
    """Add, remove or move an item of an array field. Raises BlockGone, Invalid, FieldError, Conflict."""

    def guard(head: Head) -> None:
        if action != "add":
            conflicts.check_list(head, block_id, field, gesture)
        if action == "remove":
            conflicts.keep_unseen(head, [block_id], gesture, within=f"{field}.{index}.")

    def build(tree: Tree) -> Operation:
        declared = component_of(tree, block_id).fields.get(field)
        if not isinstance(declared, fields.Array):
            raise Invalid("That list is not here any more. Please reload the page.")
        items = list(declared.shown(tree[block_id].props.get(field, declared.default)))
        changed = declared.clean(_rearranged(declared, items, action, index))
        return operations.build_update(tree, block_id, {field: changed}, rules=RULES)

    return documents.apply(page_id, build, gesture=gesture, guard=guard)


def _rearranged(declared: fields.Array, items: list[Any], action: str, index: int) -> list[Any]:
    if action == "add":
        return [*items, deepcopy(declared.item.default)]
    if not 0 <= index < len(items):
        raise Invalid("That item is not here any more. Please reload the page.")
    item = items.pop(index)
    if action == "up":
        items.insert(max(index - 1, 0), item)
    elif action == "down":
        items.insert(index + 1, item)
    elif action != "remove":
        raise Invalid("We could not read that change. Please try it again.")
    return items
