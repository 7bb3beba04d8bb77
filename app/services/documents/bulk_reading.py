"""Loading the newest trees of many pages with one query, however long their logs are."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.models import Page, PageOperation
from app.services.components import current_registry
from app.services.documents.reading import read_tree
from app.tenancy import transaction
from app.tree import codecs, operations
from app.tree.model import Mismatch, Tree


def trees_matching(page_ids: Sequence[UUID], may_match: Callable[[str], bool]) -> Mapping[UUID, Tree]:
    """The newest trees of the pages where `may_match` accepts the stored JSON of the snapshot or an operation.

    Every text of a page is in its snapshot or in a later operation, so pages without a match need not be parsed.
    """
    with transaction() as session:
        rows = session.execute(_stored().where(Page.id.in_(page_ids))).all()
        wanted = (row for row in rows if any(map(may_match, (row.snapshot, *(row.log or ())))))
        return {row.id: _tree(session, row) for row in wanted}


def _stored() -> Any:
    """A single query for snapshots and logs, so that they are consistent with each other."""
    since = (
        select(func.array_agg(aggregate_order_by(cast(PageOperation.payload, Text), PageOperation.revision)))
        .where(PageOperation.page_id == Page.id, PageOperation.revision > Page.snapshot_revision)
        .scalar_subquery()
    )
    snapshot, meta = cast(Page.puck_data, Text), cast(Page.snapshot_meta, Text)
    return select(Page.id, Page.revision, snapshot.label("snapshot"), meta.label("meta"), since.label("log"))


def _tree(session: Session, row: Any) -> Tree:
    tree = codecs.load_puck(json.loads(row.snapshot), current_registry(), meta=json.loads(row.meta))
    try:
        for payload in row.log or ():
            tree = operations.apply(tree, codecs.from_json(json.loads(payload)))
    except Mismatch:
        # Folding has merged operations from both sides of the snapshot, so start from another stored state.
        return read_tree(session, row.id, row.revision, head=row.revision)
    return tree
