"""Detects changes that would overwrite a text whose current version the author has not seen."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.components.base import Component
from app.components.fields import FieldError, TextField
from app.errors import Conflict, Invalid
from app.services.components import current_registry
from app.services.conflicts.storage import RefusedText, StaleTexts, store_deleted_text
from app.services.documents import Gesture, Head, UnseenUpdate, find_removal, unseen_updates
from app.tree.model import ABSENT, Block, Node, walk
from app.tree.text import TextChange, compare_text_at, is_reordered, text_at


class ListChanged(Conflict):
    """Somebody else added, removed or moved list items, so the indexes now refer to different items."""

    message = "This list was changed in the meantime. Please check it and try again."


def check_texts(head: Head, block_id: str, values: Mapping[str, str], gesture: Gesture) -> None:
    """Reject texts that another tab has changed since the author saw them. Raises StaleTexts, FieldError."""
    if gesture.base_revision is None:
        return
    node = head.tree.get(block_id)
    if node is None:
        _check_gone(head, block_id, values)
        return
    component = current_registry().find(node.type)
    unseen = list(unseen_updates(head, gesture, {block_id})) if component else []
    if component is None or not unseen:
        return
    texts = [text for text in _texts(component, node, values) if text.mine != text.theirs]
    found = {
        text.path: _change_of(component, text.path, unseen, _rearranged_lists(head, gesture, node))
        for text in texts
    }
    if any(change for change, _ in found.values()):
        raise StaleTexts([_with_change(text, *found[text.path]) for text in texts])


def check_list(head: Head, block_id: str, field: str, gesture: Gesture) -> None:
    """Reject a list change whose indexes no longer refer to the same items. Raises ListChanged."""
    node = head.tree.get(block_id)
    component = current_registry().find(node.type) if node else None
    if component is None or field not in component.inputs:
        return
    for one in unseen_updates(head, gesture, {block_id}):
        if _change_of(component, f"{field}.0", [one])[0] is TextChange.LOST:
            raise ListChanged


def store_unseen_texts(head: Head, block_ids: Iterable[str], gesture: Gesture, *, within: str = "") -> None:
    """Store texts from other tabs that are about to be removed without this gesture's author having seen them.

    `within` limits this to field paths with that prefix, for when only part of a block is removed.
    """
    inside = {node.id for id_ in block_ids if id_ in head.tree for node in walk(head.tree, id_)}
    unseen: dict[str, list[UnseenUpdate]] = {}
    for one in unseen_updates(head, gesture, inside):
        unseen.setdefault(one.change.id, []).append(one)
    for id_, changes in unseen.items():
        node = head.tree[id_]
        for text, one in _texts_written_by(node, changes, _rearranged_lists(head, gesture, node)):
            if text.path.startswith(within):
                store_deleted_text(head.session, head.page_id, text, one)


def _check_gone(head: Head, block_id: str, values: Mapping[str, str]) -> None:
    removal = find_removal(head, block_id)
    if removal is None:
        return
    block = next(block for block in removal.change.block.walk() if block.id == block_id)
    component = current_registry().find(block.type)
    texts = _texts(component, block, values) if component else ()
    unsaved = [
        replace(text, theirs=None, other_id=removal.actor_id)
        for text in texts
        if text.mine not in ("", text.theirs)
    ]
    if unsaved:
        raise StaleTexts(unsaved)


def _texts(
    component: type[Component], block: Node | Block, values: Mapping[str, str]
) -> Iterator[RefusedText]:
    """The text fields among these values, each with the block's current text."""
    for path, raw in values.items():
        found = component.text_field(path)
        if found is None:
            continue
        try:
            mine = found.field.clean(raw)
        except Invalid as error:
            raise FieldError(str(error), field=path) from error
        yield _refused(block, path, found, mine=mine, theirs=text_at(component, block.props, path))


def _texts_written_by(
    node: Node, unseen: Sequence[UnseenUpdate], rearranged: Collection[str]
) -> Iterator[tuple[RefusedText, UnseenUpdate]]:
    """The block's current texts that these updates changed, each with the last update that changed it."""
    component = current_registry().find(node.type)
    if component is None:
        return
    for held in component.texts(node.props):
        path = ".".join(map(str, held.path))
        found, text = component.text_field(path), text_at(component, node.props, path)
        change, one = _change_of(component, path, unseen, rearranged)
        if found and text and change:
            yield _refused(node, path, found, mine=text, theirs=None), one


def _refused(
    block: Node | Block, path: str, found: TextField, *, mine: str, theirs: str | None
) -> RefusedText:
    return RefusedText(
        block_id=block.id,
        block_type=block.type,
        path=path,
        kind=found.kind,
        label=found.label,
        mine=mine,
        theirs=theirs,
    )


def _with_change(text: RefusedText, change: TextChange, by: UnseenUpdate) -> RefusedText:
    """A copy of the text with the author of the other version; `theirs` is None if the field no longer exists."""
    return replace(text, theirs=None if change is TextChange.LOST else text.theirs, other_id=by.actor_id)


def _change_of(
    component: type[Component], path: str, unseen: Sequence[UnseenUpdate], rearranged: Collection[str] = ()
) -> tuple[TextChange, UnseenUpdate]:
    """The most severe change that these updates made to a text, and the last update that affected it.

    `rearranged` names the lists that this tab has reordered in the meantime, where a change may be at any index.
    """
    name, *inner = path.split(".")
    default = component.inputs[name].default
    worst, last = TextChange.UNCHANGED, unseen[-1]
    for one in unseen:
        edit = one.change.edits.get(name)
        if edit is None:
            continue
        before, after = (default if value is ABSENT else value for value in (edit.before, edit.after))
        change = compare_text_at(before, after, inner)
        if name in rearranged:
            change = max(change, TextChange.CHANGED)
        if change:
            worst, last = max(worst, change), one
    return worst, last


def _rearranged_lists(head: Head, gesture: Gesture, node: Node) -> set[str]:
    """The names of the block's lists that this tab has reordered since its base revision."""
    if not any(isinstance(value, list) for value in node.props.values()):
        return set()
    return {
        name
        for one in unseen_updates(head, gesture, {node.id}, own=True)
        for name, edit in one.change.edits.items()
        if is_reordered(edit.before, edit.after)
    }
