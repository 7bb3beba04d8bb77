"""Items of a list field in a block: add, remove, reorder."""

from uuid import UUID

from app.components.fields import LIST_GONE
from app.errors import Invalid
from app.services import conflicts, documents
from app.services.components import current_registry
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
            conflicts.store_unseen_texts(head, [block_id], gesture, within=f"{field}.{index}.")

    def build(tree: Tree) -> Operation:
        declared = component_of(tree, block_id).fields.get(field)
        if declared is None:
            raise Invalid(LIST_GONE)
        value = tree[block_id].props.get(field, declared.default)
        changed = declared.clean(declared.rearranged(value, action, index))
        return operations.build_update(tree, block_id, {field: changed}, rules=current_registry())

    return documents.apply(page_id, build, gesture=gesture, guard=guard)
