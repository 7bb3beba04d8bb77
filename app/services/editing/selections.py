"""Actions on several blocks of a page at once. Each change to a page is one operation and so one undo step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import Invalid, NotFound
from app.models import Page
from app.services import conflicts, documents
from app.services.components import current_registry
from app.services.documents import Applied, Gesture
from app.services.editing.blocks import check_permission
from app.services.editing.pastes import insert_pasted
from app.tenancy import transaction
from app.tree import codecs
from app.tree.model import Operation, Tree, id_factory, place_at
from app.tree.operations import build_duplicates, build_moves, build_removes, outermost

MAX_BLOCKS = 1000
"""Maximum number of blocks per gesture, not counting their descendants."""


@dataclass(frozen=True, kw_only=True)
class CopiedBlocks:
    """Blocks as the user saw them: at a loaded revision plus the user's own later operations."""

    page_id: UUID
    block_ids: Sequence[str]
    revision: int | None = None
    operation_ids: Sequence[UUID] = ()


def copy_blocks(copied: CopiedBlocks) -> dict[str, Any]:
    """The blocks as Puck Data, in page order; without a revision, in their current state.

    Raises BlockGone, Conflict if that state is no longer stored, and NotFound if the page is deleted.
    """
    _check_number(copied.block_ids)
    if copied.revision is None:
        _, tree = documents.newest(copied.page_id)
    else:
        seen = documents.revision_seen(copied.page_id, copied.revision, copied.operation_ids)
        tree = documents.tree_at(copied.page_id, seen)
    return _dump(tree, copied.block_ids)


def paste_copied(
    page_id: UUID,
    copied: CopiedBlocks,
    *,
    slot: str = "",
    after: str = "",
    near: str | None = None,
    gesture: Gesture,
) -> Applied:
    """Paste blocks by reference, which works even before the clipboard has their data.

    Raises what `copy_blocks` and `insert_pasted` raise.
    """
    return insert_pasted(page_id, copy_blocks(copied), slot=slot, after=after, near=near, gesture=gesture)


def remove_blocks(page_id: UUID, block_ids: Sequence[str], *, gesture: Gesture) -> Applied:
    """Remove blocks with their descendants; unseen texts in them are stored as conflicts. Raises BlockGone."""
    _check_number(block_ids)

    def build(tree: Tree) -> Operation:
        _check_all(tree, block_ids, "delete", "One of these parts can’t be deleted.")
        return build_removes(tree, block_ids)

    return documents.apply(
        page_id,
        build,
        gesture=gesture,
        guard=lambda head: conflicts.store_unseen_texts(head, block_ids, gesture),
    )


def move_blocks(
    page_id: UUID, block_ids: Sequence[str], *, slot: str, after: str = "", gesture: Gesture
) -> Applied:
    """Move blocks to another place, in order.

    Raises BlockGone, SlotGone, SlotRefuses, SlotFull, InvalidMove.
    """
    _check_number(block_ids)

    def build(tree: Tree) -> Operation:
        _check_all(tree, block_ids, "drag", "One of these parts can’t be moved.")
        return build_moves(tree, block_ids, place=place_at(slot, after=after), rules=current_registry())

    return documents.apply(page_id, build, gesture=gesture)


def duplicate_blocks(page_id: UUID, block_ids: Sequence[str], *, gesture: Gesture) -> Applied:
    """Add copies of blocks after the originals. Raises BlockGone, SlotFull."""
    _check_number(block_ids)

    def build(tree: Tree) -> Operation:
        _check_all(tree, block_ids, "duplicate", "One of these parts can’t be duplicated.")
        return build_duplicates(tree, block_ids, id_factory(gesture.operation_id), current_registry())

    return documents.apply(page_id, build, gesture=gesture)


def transfer_blocks(
    page_id: UUID, block_ids: Sequence[str], *, to_page_id: UUID, gesture: Gesture
) -> Applied:
    """Move blocks to the end of another page of the site, atomically.

    Each page gets its own undo step. Raises BlockGone, Invalid, and NotFound if a page is deleted.
    """
    with transaction():
        title = _lock_pair(page_id, to_page_id)
        applied = _take_out(page_id, block_ids, title, gesture)
        if not applied.repeated:
            arriving = replace(gesture, group_id=None, base_revision=None)
            insert_pasted(to_page_id, _dump(applied.before, block_ids), gesture=arriving)
        return applied


def _take_out(page_id: UUID, block_ids: Sequence[str], title: str, gesture: Gesture) -> Applied:
    def build(tree: Tree) -> Operation:
        _check_all(tree, block_ids, "drag", "One of these parts can’t be moved.")
        return build_removes(tree, block_ids)

    count = len(block_ids)
    what = "1 part" if count == 1 else f"{count} parts"
    return documents.apply(page_id, build, gesture=gesture, label=f"Moved {what} to the page “{title}”")


def _dump(tree: Tree, block_ids: Sequence[str]) -> dict[str, Any]:
    content = [codecs.dump_block(tree, block_id) for block_id in outermost(tree, block_ids)]
    return {"root": {"props": {}}, "content": content}


def _lock_pair(page_id: UUID, to_page_id: UUID) -> str:
    """Lock both pages, always in the same order to avoid deadlocks.

    Returns the target page's title.
    """
    if page_id == to_page_id:
        raise Invalid("That’s the page you’re on. Please choose another one.")
    with transaction() as session:
        query = select(Page.id, Page.site_id, Page.title).where(
            Page.id.in_((page_id, to_page_id)), Page.deleted_at.is_(None)
        )
        rows = {row.id: row for row in session.execute(query.order_by(Page.id).with_for_update())}
    if len(rows) < 2 or rows[page_id].site_id != rows[to_page_id].site_id:
        raise NotFound("We couldn’t find that page. It may be in the trash.")
    return str(rows[to_page_id].title)


def _check_number(block_ids: Sequence[str]) -> None:
    if len(block_ids) > MAX_BLOCKS:
        raise Invalid(f"Please choose at most {MAX_BLOCKS:,} parts at a time.")


def _check_all(tree: Tree, block_ids: Sequence[str], permission: str, refusal: str) -> None:
    for block_id in block_ids:
        check_permission(tree, block_id, permission, refusal)
