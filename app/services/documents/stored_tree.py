"""Stored page trees as raw JSON text, to be parsed later, possibly in another process."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, select

from app.components.component_registry import ComponentRegistry
from app.errors import NotFound
from app.models import Page
from app.services.documents.reading import read_tree
from app.tenancy import transaction
from app.tree import codecs
from app.tree.model import Tree


@dataclass(frozen=True, slots=True)
class StoredTree:
    """A page at one revision as JSON text, validated when it was written."""

    data: str
    meta: str

    def load(self, registry: ComponentRegistry) -> Tree:
        """Parse the text into a tree."""
        return codecs.load_stored_puck(json.loads(self.data), registry, meta=json.loads(self.meta))


def stored_trees(revisions: Mapping[UUID, int]) -> dict[UUID, StoredTree | Tree]:
    """Pages at these revisions: as text where the snapshot matches, else replayed from the log. Raises NotFound."""
    columns = (Page.id, Page.revision, Page.snapshot_revision)
    texts = (cast(Page.puck_data, Text).label("data"), cast(Page.snapshot_meta, Text).label("meta"))
    with transaction() as session:
        rows = session.execute(select(*columns, *texts).where(Page.id.in_(revisions))).all()
        if len(rows) != len(revisions):
            raise NotFound
        return {
            row.id: StoredTree(row.data, row.meta)
            if row.snapshot_revision == revisions[row.id]
            else read_tree(session, row.id, revisions[row.id], head=row.revision)
            for row in rows
        }
