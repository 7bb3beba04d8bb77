"""Resolution of text conflicts according to the author's choice: mine, theirs, or both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from uuid import UUID

from sqlalchemy import func, select

from app.components.text_kinds import TextKind
from app.errors import Conflict, Invalid, NotFound
from app.models import Choice, PageConflict
from app.services import documents
from app.services.components import current_registry
from app.services.conflicts import TextConflict
from app.services.documents import Applied, Gesture, Head, find_removal
from app.services.editing.blocks import clean_values
from app.tenancy import current_scope, transaction
from app.tree import operations
from app.tree.model import (
    ROOT,
    ROOT_SLOT,
    Operation,
    Place,
    SlotFull,
    SlotGone,
    SlotRefuses,
    Tree,
    ancestors,
    find_nearest_place,
    id_factory,
)
from app.tree.text import text_at

LABELS = {Choice.MINE: "Kept one of two versions of", Choice.BOTH: "Kept both versions of"}
BLOCK_LEVEL = re.compile(r"\s*<(p|ul|ol|h[1-6]|blockquote|pre|hr)\b", re.IGNORECASE)
"""HTML that starts with a block-level element."""

MAX_DEPTH = 64


class _TextChanged(Exception):
    """The text on the page differs from the one in the conflict; the message is the current text."""


def resolve(page_id: UUID, conflict_id: UUID, *, choice: Choice, gesture: Gesture) -> Applied:
    """Apply the choice as an ordinary operation; the rejected text stays in the list of conflicts.

    Raises NotFound; Conflict if it was already resolved differently; TextConflict if the text on the
    page has changed again; FieldError if both texts together are too long.
    """
    row = _read(page_id, conflict_id)
    resolution = _Resolution(page_id, conflict_id, choice, gesture)
    label = f"{LABELS[choice]} {current_registry().label(row.block_type)}" if choice in LABELS else ""
    try:
        return documents.apply(
            page_id, resolution.build, gesture=gesture, label=label, guard=resolution.prepare
        )
    except _TextChanged as found:
        with transaction():
            _read(page_id, conflict_id).theirs = str(found)
        raise TextConflict(conflict_id) from None


@dataclass
class _Resolution:
    page_id: UUID
    conflict_id: UUID
    choice: Choice
    gesture: Gesture
    row: PageConflict = field(init=False)
    places: list[Place] = field(init=False)

    def prepare(self, head: Head) -> None:
        """Load the conflict and the candidate places while the page is locked."""
        self.row = _read(self.page_id, self.conflict_id, is_locked=True)
        if self.row.resolution not in (None, self.choice):
            raise Conflict("Someone else has already chosen. The version they didn’t keep is in the history.")
        self.places = list(_places(head, self.row.block_id))

    def build(self, tree: Tree) -> Operation:
        """Build the operation and mark the conflict as resolved."""
        if self.row.resolution:
            return Operation()
        operation = Operation() if self.choice is Choice.THEIRS else self._operation(tree)
        self.row.resolution = self.choice
        self.row.resolved_by = current_scope().user_id
        self.row.resolved_at = func.now()
        return operation

    def _operation(self, tree: Tree) -> Operation:
        row = self.row
        current = _current(tree, row)
        if current is None:
            return self._put_back(tree)
        if row.theirs is None or (self.choice is Choice.MINE and current != row.theirs):
            raise _TextChanged(current)
        text = row.mine if self.choice is Choice.MINE else _joined(TextKind(row.kind), current, row.mine)
        node = tree[row.block_id]
        component = current_registry().find(node.type)
        assert component is not None, "text that can be read always belongs to a known component"  # noqa: S101 - for mypy
        changed = clean_values(component, dict(node.props), {row.field_path: text})
        return operations.build_update(tree, node.id, changed, rules=current_registry())

    def _put_back(self, tree: Tree) -> Operation:
        """Insert the text as a new Text block, as near as possible to its original place."""
        for place in self.places:
            try:
                return operations.build_insert(
                    tree,
                    "Text",
                    {"body": _as_html(self.row)},
                    place=place,
                    make_id=id_factory(self.gesture.operation_id),
                    rules=current_registry(),
                )
            except (SlotRefuses, SlotFull, SlotGone):
                continue
        raise SlotFull


def _read(page_id: UUID, conflict_id: UUID, *, is_locked: bool = False) -> PageConflict:
    query = select(PageConflict).where(PageConflict.page_id == page_id, PageConflict.id == conflict_id)
    with transaction() as session:
        row = session.scalar(query.with_for_update() if is_locked else query)
    if row is None:
        raise NotFound
    return row


def _current(tree: Tree, row: PageConflict) -> str | None:
    """The current text at the field's path; None if the path no longer exists or belongs to another list item."""
    node = tree.get(row.block_id)
    component = current_registry().find(node.type) if node else None
    is_lost = row.theirs is None and any(part.isdigit() for part in row.field_path.split("."))
    if node is None or component is None or is_lost:
        return None
    return text_at(component, node.props, row.field_path)


def _joined(kind: TextKind, theirs: str, mine: str) -> str:
    if kind.separator is None:
        raise Invalid("Only one address can be used here. Please keep one of the two.")
    both = [text for text in (theirs, mine) if text]
    return kind.separator.join(map(_in_paragraphs, both) if kind.is_html else both)


def _in_paragraphs(html: str) -> str:
    return html if BLOCK_LEVEL.match(html) else f"<p>{html}</p>"


def _as_html(row: PageConflict) -> str:
    if TextKind(row.kind).is_html:
        return _in_paragraphs(row.mine)
    text = row.mine
    parts = [escape(part).replace("\n", "<br>") for part in text.split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in parts)


def _places(head: Head, block_id: str) -> Iterator[Place]:
    """Candidate places: the block's own, then after each of its ancestors, then the end of the page."""
    tree = head.tree
    for _ in range(MAX_DEPTH):
        removal = None if block_id in tree else find_removal(head, block_id)
        if removal is None:
            break
        block_id = removal.change.place.parent
        if block_id in tree:
            yield find_nearest_place(tree, removal.change.place)
    around = [tree[block_id], *ancestors(tree, block_id)] if block_id in tree else []
    for node in around:
        if node.id != ROOT:
            yield Place(node.parent, node.slot, node.id)
    last = tree.root.children.get(ROOT_SLOT, ())[-1:]
    yield Place(ROOT, ROOT_SLOT, last[0] if last else "")
