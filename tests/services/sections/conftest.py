"""Fixtures: two pages of Ada's site, with helpers for sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from app.services import documents, editing, pages
from app.services.documents import Applied, Gesture
from app.services.documents.cache import trees
from app.tenancy import tenant_scope
from tests.factories import People, Person

HEADING = "heading-1"
"""The id of the heading on each person's home page."""


@dataclass
class Desk:
    """Actions on sections, on one page."""

    page_id: UUID

    def share(self, block_id: str = HEADING, name: str = "Greeting", **more: object) -> UUID:
        """Share a block, and return the new section's id."""
        applied = editing.share_block(self.page_id, block_id, name=name, gesture=Gesture(), **more)
        return UUID(applied.tree[placed(applied)].props["section"])

    def show(self, section_id: UUID, **place: str) -> str:
        """Insert a shared section into the page, and return the new block's id."""
        return placed(editing.insert_shared(self.page_id, section_id, gesture=Gesture(), **place))

    def undo(self) -> Applied:
        """Undo the newest step."""
        return documents.undo(self.page_id, gesture=Gesture())

    def redo(self) -> Applied:
        """Redo the step that was last undone."""
        return documents.redo(self.page_id, gesture=Gesture())

    def read(self) -> list[dict[str, object]]:
        """Return the page's blocks as Puck JSON."""
        return documents.export_page(self.page_id)["content"]


def placed(applied: Applied) -> str:
    """Return the id of the block that an operation added."""
    return applied.operation.changes[-1].block.id


@pytest.fixture
def ada(people: People) -> Iterator[Person]:
    """Ada, in her tenant's scope."""
    trees.clear()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def home(ada: Person) -> Desk:
    """Ada's home page, which has one heading."""
    return Desk(ada.page_id)


@pytest.fixture
def about(ada: Person) -> Desk:
    """Another page, which is empty."""
    return Desk(pages.create_page(ada.site_id, title="About").id)
