"""Actions on one block: add, edit, move, duplicate, delete."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.components.base import Component
from app.components.fields import FIELD_GONE, FieldError
from app.errors import Forbidden, Invalid
from app.services import conflicts, documents
from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.tree import operations
from app.tree.model import (
    ROOT,
    ROOT_SLOT,
    BlockGone,
    Operation,
    Place,
    SlotFull,
    SlotGone,
    SlotRefuses,
    Tree,
    UnknownComponent,
    format_address,
    id_factory,
    place_at,
)


def insert_block(
    page_id: UUID,
    *,
    component: str,
    slot: str = "",
    after: str = "",
    near: str | None = None,
    gesture: Gesture,
) -> Applied:
    """Add a component at `slot`; with `near` or without a slot, fall back to a place near it or the page's end.

    Raises UnknownComponent, BlockGone, SlotGone, SlotRefuses, SlotFull.
    """
    found = current_registry().find(component)
    if found is None or "insert" not in found.permissions:
        raise UnknownComponent

    def build(tree: Tree, place: Place) -> Operation:
        return operations.build_insert(
            tree,
            component,
            found.defaults(),
            place=place,
            make_id=id_factory(gesture.operation_id),
            rules=current_registry(),
        )

    return insert_where_allowed(page_id, build, slot=slot, after=after, near=near, gesture=gesture)


def insert_where_allowed(
    page_id: UUID,
    build: Callable[[Tree, Place], Operation],
    *,
    slot: str = "",
    after: str = "",
    near: str | None = None,
    gesture: Gesture,
    label: str = "",
) -> Applied:
    """Apply the insertion from `build` at the first place that allows it: the given slot, then places near `near`.

    Raises any error from `build`, and SlotGone, SlotRefuses, SlotFull.
    """

    def build_somewhere(tree: Tree) -> Operation:
        chosen = [place_at(slot, after=after)] if slot else []
        places = chosen if chosen and near is None else [*chosen, *_places_near(tree, near or "")]
        for number, place in enumerate(places):
            try:
                return build(tree, place)
            except (SlotRefuses, SlotFull, SlotGone, BlockGone):
                if number == len(places) - 1:
                    raise
        raise SlotRefuses

    return documents.apply(page_id, build_somewhere, gesture=gesture, label=label)


def move_block(
    page_id: UUID,
    block_id: str,
    *,
    slot: str,
    after: str = "",
    gesture: Gesture,
) -> Applied:
    """Move a block to another place. Raises BlockGone, SlotGone, SlotRefuses, SlotFull, InvalidMove."""

    def build(tree: Tree) -> Operation:
        check_permission(tree, block_id, "drag", "This part can’t be moved.")
        return operations.build_move(
            tree, block_id, place=place_at(slot, after=after), rules=current_registry()
        )

    return documents.apply(page_id, build, gesture=gesture)


def duplicate_block(page_id: UUID, block_id: str, *, gesture: Gesture) -> Applied:
    """Add a copy of a block right after it. Raises BlockGone, SlotFull."""

    def build(tree: Tree) -> Operation:
        check_permission(tree, block_id, "duplicate", "This part can’t be duplicated.")
        return operations.build_duplicate(
            tree, block_id, id_factory(gesture.operation_id), current_registry()
        )

    return documents.apply(page_id, build, gesture=gesture)


def remove_block(page_id: UUID, block_id: str, *, gesture: Gesture) -> Applied:
    """Remove a block with its descendants. Raises BlockGone.

    Texts in it that other users wrote and the author had not seen are stored as conflicts.
    """

    def build(tree: Tree) -> Operation:
        check_permission(tree, block_id, "delete", "This part can’t be deleted.")
        return operations.build_remove(tree, block_id)

    return documents.apply(
        page_id,
        build,
        gesture=gesture,
        guard=lambda head: conflicts.store_unseen_texts(head, [block_id], gesture),
    )


def update_block(
    page_id: UUID,
    block_id: str,
    values: Mapping[str, str],
    *,
    gesture: Gesture,
) -> Applied:
    """Set fields of a block from form input; nested values have paths such as `links.0.label`.

    Raises BlockGone; FieldError for invalid input; TextConflict for a text that another tab has
    changed since the author saw it. The rejected text is stored.
    """

    def build(tree: Tree) -> Operation:
        check_permission(tree, block_id, "edit", "This part can’t be changed.")
        component = component_of(tree, block_id)
        changed = clean_values(component, dict(tree[block_id].props), values)
        return operations.build_update(tree, block_id, changed, rules=current_registry())

    try:
        return documents.apply(
            page_id,
            build,
            gesture=gesture,
            guard=lambda head: conflicts.check_texts(head, block_id, values, gesture),
        )
    except conflicts.StaleTexts as stale:
        conflict_id = conflicts.store_refused(page_id, stale.texts, gesture)
    if conflict_id is not None:
        raise conflicts.TextConflict(conflict_id)
    return documents.apply(page_id, lambda _tree: Operation(), gesture=gesture)


def clean_values(
    component: type[Component], props: Mapping[str, Any], values: Mapping[str, str]
) -> dict[str, Any]:
    """The props that this form input changes, cleaned. Raises FieldError."""
    changed: dict[str, Any] = {}
    for path, raw in values.items():
        name, *inner = path.split(".")
        declared = component.fields.get(name)
        if declared is None or name in component.slots:
            raise Invalid(FIELD_GONE)
        before = changed.get(name, props.get(name, declared.default))
        try:
            changed[name] = declared.clean(declared.with_part(before, inner, raw))
        except Invalid as error:
            raise FieldError(str(error), field=path) from error
    return changed


def _places_near(tree: Tree, near: str) -> list[Place]:
    """Candidate places: after `near`, then after each of its ancestors, then the end of the page."""
    places = []
    node = tree.get(near) if near else None
    while node is not None and node.id != ROOT:
        places.append(Place(node.parent, node.slot, node.id))
        node = tree.get(node.parent)
    last = tree.root.children.get(ROOT_SLOT, ())[-1:]
    end = place_at(format_address(ROOT, ROOT_SLOT), after=last[0] if last else "")
    return [*places, end]


def component_of(tree: Tree, block_id: str) -> type[Component]:
    """The component class of a block. Raises BlockGone, or Forbidden if the component is not available."""
    component = current_registry().find(tree[block_id].type)
    if component is None:
        raise Forbidden("This part isn’t available here, so it can’t be changed. Its content is kept.")
    return component


def check_permission(tree: Tree, block_id: str, permission: str, refusal: str) -> None:
    """Raise Forbidden with this message if the component does not grant the permission."""
    component = current_registry().find(tree[block_id].type)
    if component is not None and permission not in component.permissions:
        raise Forbidden(refusal)
