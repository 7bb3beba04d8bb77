"""Snapshots and versions: complete states stored alongside the log, so that reads need not replay all of it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models import Page, PageVersion
from app.services.components import current_registry
from app.tenancy import transaction
from app.tree import codecs
from app.tree.model import Tree

MAX_REPLAY = 200
"""Maximum number of operations to replay before looking for a nearer stored state."""


def store_snapshots(trees: Mapping[UUID, tuple[int, Tree]]) -> None:
    """Store each page's tree as its snapshot, unless a newer snapshot exists."""
    with transaction() as session:
        for page_id, (revision, tree) in trees.items():
            session.execute(
                update(Page)
                .where(Page.id == page_id, Page.snapshot_revision < revision)
                .values(
                    puck_data=codecs.dump_puck(tree),
                    snapshot_meta=codecs.dump_meta(tree),
                    snapshot_revision=revision,
                    updated_at=Page.updated_at,
                )
            )


def nearest_state(session: Session, page_id: UUID, revision: int) -> tuple[int, Tree]:
    """The stored state nearest to this revision, as (revision, tree)."""
    snapshot = session.scalar(select(Page.snapshot_revision).where(Page.id == page_id))
    if snapshot is None or abs(snapshot - revision) > MAX_REPLAY:
        distance = func.abs(PageVersion.revision - revision)
        versions = select(PageVersion.revision, PageVersion.puck_data, PageVersion.meta)
        version = session.execute(
            versions.where(PageVersion.page_id == page_id).order_by(distance).limit(1)
        ).one_or_none()
        if version is not None and (
            snapshot is None or abs(version.revision - revision) < abs(snapshot - revision)
        ):
            return version.revision, codecs.load_puck(
                version.puck_data, current_registry(), meta=version.meta
            )
    row = session.execute(
        select(Page.snapshot_revision, Page.puck_data, Page.snapshot_meta).where(Page.id == page_id)
    ).one()
    return row.snapshot_revision, codecs.load_puck(row.puck_data, current_registry(), meta=row.snapshot_meta)
