"""Read a page's tree at any revision from the nearest cached or stored tree and the log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Page, PageOperation
from app.services.components import current_registry
from app.services.documents.cache import trees
from app.services.documents.snapshots import MAX_REPLAY, nearest_state
from app.tenancy import current_tenant_id, transaction
from app.tree import codecs, operations
from app.tree.model import Mismatch, Operation, Tree
from app.tree.text import limit_texts


def tree_at(page_id: UUID, revision: int | None = None) -> Tree:
    """The page's tree at a revision, by default the newest. Raises NotFound."""
    with transaction() as session:
        head = session.scalar(select(Page.revision).where(Page.id == page_id))
        if head is None or (revision is not None and not 0 <= revision <= head):
            raise NotFound
        wanted = head if revision is None else revision
        return read_tree(session, page_id, wanted, head=head)


def newest(page_id: UUID) -> tuple[int, Tree]:
    """The page's newest revision and its tree. Raises NotFound."""
    with transaction() as session:
        head = session.scalar(select(Page.revision).where(Page.id == page_id, Page.deleted_at.is_(None)))
        if head is None:
            raise NotFound("This page is gone. It may have been deleted.")
        return head, read_tree(session, page_id, head, head=head)


def revision_seen(page_id: UUID, revision: int, operation_ids: Sequence[UUID]) -> int:
    """The revision that a client saw: the one it loaded, or that of the client's latest operation if newer."""
    done = select(func.max(func.coalesce(PageOperation.folded_into, PageOperation.revision))).where(
        PageOperation.page_id == page_id, PageOperation.operation_id.in_(operation_ids)
    )
    with transaction() as session:
        newest_done: int | None = session.scalar(done)
    return max(revision, newest_done or 0)


def revision_time(page_id: UUID, revision: int) -> datetime:
    """When this revision was created. Raises NotFound."""
    of_page = (PageOperation.page_id == page_id, PageOperation.revision == revision)
    query = select(PageOperation.created_at).where(*of_page)
    with transaction() as session:
        at = session.scalar(query if revision else select(Page.created_at).where(Page.id == page_id))
    if at is None:
        raise NotFound("We couldn’t find that version of the page.")
    return at


def operations_between(page_id: UUID, *, after: int, upto: int) -> list[Operation]:
    """The operations from one revision (exclusive) to another (inclusive), oldest first."""
    with transaction() as session:
        return [_read(row) for row in _rows(session, page_id, first=after + 1, last=upto)]


def trees_at(revisions: Mapping[UUID, int]) -> dict[UUID, Tree]:
    """The trees of many pages, each at the given revision; one query if all snapshots match. Raises NotFound."""
    columns = select(Page.id, Page.revision, Page.snapshot_revision, Page.puck_data, Page.snapshot_meta)
    with transaction() as session:
        found = {row.id: row for row in session.execute(columns.where(Page.id.in_(revisions)))}
        if found.keys() != revisions.keys():
            raise NotFound
        return {
            page_id: codecs.load_puck(
                found[page_id].puck_data, current_registry(), meta=found[page_id].snapshot_meta
            )
            if found[page_id].snapshot_revision == revision
            else read_tree(session, page_id, revision, head=found[page_id].revision)
            for page_id, revision in revisions.items()
        }


def read_tree(session: Session, page_id: UUID, revision: int, *, head: int) -> Tree:
    """The tree at this revision, inside the caller's transaction. `head` is the newest revision."""
    key = (current_tenant_id(), page_id)
    for start, tree in _starts(session, page_id, revision, head=head):
        found = _replay(session, page_id, start, tree, revision=revision)
        if found is not None:
            if revision == head:
                trees.put(key, revision, found)
            return found
    raise Mismatch(
        f"revision {revision} of page {page_id} cannot be rebuilt from the stored states and the log"
    )


def _starts(session: Session, page_id: UUID, revision: int, *, head: int) -> Iterator[tuple[int, Tree]]:
    """Yield states to replay from: the cached one, then the nearest stored one, read twice in case it has changed."""
    cached = trees.get((current_tenant_id(), page_id))
    if cached is not None and cached[0] <= head and abs(cached[0] - revision) <= MAX_REPLAY:
        yield cached
    for _ in range(2):
        yield nearest_state(session, page_id, revision)


def _replay(session: Session, page_id: UUID, start: int, tree: Tree, *, revision: int) -> Tree | None:
    """Replay the log from one revision to another, forwards or backwards.

    Returns None if the log does not apply: `start` was in the middle of a burst that has been folded.
    """
    if start == revision:
        return tree
    first, last = (start, revision) if start < revision else (revision + 1, start)
    rows = _rows(session, page_id, first=first, last=last, also=start)
    if any(row.revision == start and row.folded_into is not None for row in rows):
        return None
    try:
        if start < revision:
            return _apply_all(tree, [_read(row) for row in rows if row.revision > start])
        return _apply_all(tree, [operations.invert(_read(row)) for row in reversed(rows)])
    except Mismatch:
        return None


def _apply_all(tree: Tree, done: Iterable[Operation]) -> Tree:
    for operation in done:
        tree = operations.apply(tree, operation)
    return tree


def export_page(page_id: UUID, revision: int | None = None) -> dict[str, Any]:
    """The page as Puck's Data JSON."""
    return codecs.dump_puck(tree_at(page_id, revision))


def initial_document(data: Any) -> dict[str, Any]:
    """The column values of a new page that starts with this Puck Data JSON.

    Texts that are nested too deeply become plain paragraphs. Raises Invalid if the data is not a valid page, or a
    value is larger than an author may enter.
    """
    tree = limit_texts(codecs.load_puck(data, current_registry()), current_registry())
    return {
        "puck_data": codecs.dump_puck(tree),
        "snapshot_meta": codecs.dump_meta(tree),
        "revision": 0,
        "snapshot_revision": 0,
    }


def _rows(
    session: Session, page_id: UUID, *, first: int, last: int, also: int | None = None
) -> Sequence[Any]:
    """The unfolded log rows in this range, and the row at `also` even if it is folded."""
    is_unfolded = PageOperation.folded_into.is_(None)
    return session.execute(
        select(PageOperation.revision, PageOperation.payload, PageOperation.folded_into)
        .where(
            PageOperation.page_id == page_id,
            PageOperation.revision.between(first, last),
            is_unfolded if also is None else or_(is_unfolded, PageOperation.revision == also),
        )
        .order_by(PageOperation.revision)
    ).all()


def _read(row: Any) -> Operation:
    return codecs.from_json(row.payload)
