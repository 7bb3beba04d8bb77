"""Snapshots of the log, kept when a page is published: opening it afterwards replays nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from app.models import Page
from app.tenancy import transaction
from app.tree import puck
from app.tree.tree import Tree


def keep_snapshots(trees: Mapping[UUID, tuple[int, Tree]]) -> None:
    """Keep each page's tree at its revision, unless a newer snapshot is there."""
    with transaction() as session:
        for page_id, (revision, tree) in trees.items():
            session.execute(
                update(Page)
                .where(Page.id == page_id, Page.snapshot_revision < revision)
                .values(
                    puck_data=puck.dump(tree),
                    snapshot_meta=puck.meta(tree),
                    snapshot_revision=revision,
                    updated_at=Page.updated_at,
                )
            )
