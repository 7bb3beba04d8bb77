"""A page's tree at any revision, from the newest tree at hand and the log."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.components.registry import RULES
from app.errors import NotFound
from app.models import Page, PageOperation, PageVersion, VersionKind
from app.services.documents.cache import trees
from app.tenancy import current_scope, current_tenant_id, transaction
from app.tree import operations, puck
from app.tree.changes import Operation
from app.tree.tree import Tree


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


def operations_between(page_id: UUID, *, after: int, upto: int) -> list[Operation]:
    """What was done to the page from one revision to another, oldest first."""
    with transaction() as session:
        rows = _rows(session, page_id, after=after, upto=upto)
    return [operations.from_json(row.payload) for row in rows]


def trees_at(revisions: Mapping[UUID, int]) -> dict[UUID, Tree]:
    """The trees of many pages, each at a revision, in one query where the snapshots serve. Raises NotFound."""
    columns = select(Page.id, Page.revision, Page.snapshot_revision, Page.puck_data, Page.snapshot_meta)
    with transaction() as session:
        found = {row.id: row for row in session.execute(columns.where(Page.id.in_(revisions)))}
        if found.keys() != revisions.keys():
            raise NotFound
        return {
            page_id: puck.load(found[page_id].puck_data, RULES, meta=found[page_id].snapshot_meta)
            if found[page_id].snapshot_revision == revision
            else read_tree(session, page_id, revision, head=found[page_id].revision)
            for page_id, revision in revisions.items()
        }


def read_tree(session: Session, page_id: UUID, revision: int, *, head: int) -> Tree:
    """The tree at this revision, inside the caller's transaction. `head` is the newest revision."""
    key = (current_tenant_id(), page_id)
    kept = trees.get(key)
    start, tree = kept if kept is not None and kept[0] <= head else _snapshot(session, page_id)
    if start <= revision:
        for row in _rows(session, page_id, after=start, upto=revision):
            tree = operations.apply(tree, operations.from_json(row.payload))
        if revision == head:
            trees.put(key, revision, tree)
        return tree
    for row in reversed(_rows(session, page_id, after=revision, upto=start)):
        tree = operations.apply(tree, operations.invert(operations.from_json(row.payload)))
    return tree


def export_page(page_id: UUID, revision: int | None = None) -> dict[str, Any]:
    """The page as Puck's Data JSON."""
    return puck.dump(tree_at(page_id, revision))


def initial_document(data: Any) -> dict[str, Any]:
    """Columns of a new page that starts with this Puck Data JSON.

    Raises Invalid where the data is not a page we can keep.
    """
    tree = puck.load(data, RULES)
    return {
        "puck_data": puck.dump(tree),
        "snapshot_meta": puck.meta(tree),
        "revision": 0,
        "snapshot_revision": 0,
    }


def name_version(page_id: UUID, *, revision: int, kind: VersionKind, name: str = "") -> UUID:
    """Keep this state of the page under a name, or as what was published."""
    with transaction() as session:
        tree = tree_at(page_id, revision)
        version = PageVersion(
            page_id=page_id,
            revision=revision,
            kind=kind,
            name=name,
            actor_id=current_scope().user_id,
            puck_data=puck.dump(tree),
            meta=puck.meta(tree),
        )
        session.add(version)
        session.flush()
        return version.id


def _snapshot(session: Session, page_id: UUID) -> tuple[int, Tree]:
    columns = select(Page.snapshot_revision, Page.puck_data, Page.snapshot_meta).where(Page.id == page_id)
    revision, data, meta = session.execute(columns).one()
    return revision, puck.load(data, RULES, meta=meta)


def _rows(session: Session, page_id: UUID, *, after: int, upto: int) -> Sequence[Any]:
    if upto <= after:
        return []
    return session.execute(
        select(PageOperation.revision, PageOperation.payload)
        .where(
            PageOperation.page_id == page_id, PageOperation.revision > after, PageOperation.revision <= upto
        )
        .order_by(PageOperation.revision)
    ).all()
