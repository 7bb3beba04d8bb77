"""Whether a change would write over a text that its author has not seen."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.components.base import Component
from app.components.fields import FieldError, TextField
from app.components.text_paths import Fate, fate_of_text, is_rearranged, text_at
from app.errors import Conflict, Invalid
from app.services.components import current_registry
from app.services.conflicts.storage import RefusedText, StaleTexts, keep_deleted_text
from app.services.documents import Gesture, Head, UnseenUpdate, find_removal, unseen_updates
from app.tree.model import ABSENT, Block, Node, walk


class ListChanged(Conflict):
    """Somebody else added, removed or moved items of a list, so that their numbers mean others now."""

    message = "This list was changed in the meantime. Please look again, then do it once more."


def check_texts(head: Head, block_id: str, values: Mapping[str, str], gesture: Gesture) -> None:
    """Refuse texts that another tab changed since their author saw them. Raises StaleTexts, FieldError."""
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
        text.path: _fate_of(component, text.path, unseen, _rearranged_lists(head, gesture, node))
        for text in texts
    }
    if any(fate for fate, _ in found.values()):
        raise StaleTexts([_with_fate(text, *found[text.path]) for text in texts])


def check_list(head: Head, block_id: str, field: str, gesture: Gesture) -> None:
    """Refuse to rearrange a list by numbers that mean other items by now. Raises ListChanged."""
    node = head.tree.get(block_id)
    component = current_registry().find(node.type) if node else None
    if component is None or field not in component.inputs:
        return
    for one in unseen_updates(head, gesture, {block_id}):
        if _fate_of(component, f"{field}.0", [one])[0] is Fate.LOST:
            raise ListChanged


def keep_unseen_texts(head: Head, block_ids: Iterable[str], gesture: Gesture, *, within: str = "") -> None:
    """Before blocks go, keep the texts in them that others wrote and this gesture's author has not seen.

    `within` keeps only the texts at paths that begin like this one, where only a part of a block goes.
    """
    inside = {node.id for id_ in block_ids if id_ in head.tree for node in walk(head.tree, id_)}
    unseen: dict[str, list[UnseenUpdate]] = {}
    for one in unseen_updates(head, gesture, inside):
        unseen.setdefault(one.change.id, []).append(one)
    for id_, changes in unseen.items():
        node = head.tree[id_]
        for text, one in _texts_written_by(node, changes, _rearranged_lists(head, gesture, node)):
            if text.path.startswith(within):
                keep_deleted_text(head.session, head.page_id, text, one)


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
    """The texts among these values, beside what the block says in their place."""
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
    """The texts of a block that these changes wrote and that are still there, and which of them did."""
    component = current_registry().find(node.type)
    if component is None:
        return
    for held in component.texts(node.props):
        path = ".".join(map(str, held.path))
        found, text = component.text_field(path), text_at(component, node.props, path)
        fate, one = _fate_of(component, path, unseen, rearranged)
        if found and text and fate:
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


def _with_fate(text: RefusedText, fate: Fate, by: UnseenUpdate) -> RefusedText:
    """A text with who overtook it; one whose place is gone has nothing on the other side."""
    return replace(text, theirs=None if fate is Fate.LOST else text.theirs, other_id=by.actor_id)


def _fate_of(
    component: type[Component], path: str, unseen: Sequence[UnseenUpdate], rearranged: Collection[str] = ()
) -> tuple[Fate, UnseenUpdate]:
    """The worst that these changes did to a text, and the last of them that did something to it.

    `rearranged` are the lists that this tab has rearranged since: what was done to them may stand anywhere in them.
    """
    name, *inner = path.split(".")
    default = component.inputs[name].default
    worst, last = Fate.KEPT, unseen[-1]
    for one in unseen:
        edit = one.change.edits.get(name)
        if edit is None:
            continue
        before, after = (default if value is ABSENT else value for value in (edit.before, edit.after))
        fate = fate_of_text(before, after, inner)
        if name in rearranged:
            fate = max(fate, Fate.CHANGED)
        if fate:
            worst, last = max(worst, fate), one
    return worst, last


def _rearranged_lists(head: Head, gesture: Gesture, node: Node) -> set[str]:
    """Names of the block's lists that this tab itself has rearranged since what it saw."""
    if not any(isinstance(value, list) for value in node.props.values()):
        return set()
    return {
        name
        for one in unseen_updates(head, gesture, {node.id}, own=True)
        for name, edit in one.change.edits.items()
        if is_rearranged(edit.before, edit.after)
    }
