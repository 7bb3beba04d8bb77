"""Two pages of Ada's site with helpers for sections."""

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
"""The id of the block on a new user's home page."""


@dataclass
class Desk:
    """Section actions on one page."""

    page_id: UUID

    def share(self, block_id: str = HEADING, name: str = "Greeting", **more: object) -> UUID:
        """Share a block; returns the new section's id."""
        applied = editing.share_block(self.page_id, block_id, name=name, gesture=Gesture(), **more)
        return UUID(applied.tree[placed(applied)].props["section"])

    def show(self, section_id: UUID, **place: str) -> str:
        """Insert a shared section into the page; returns the new block's id."""
        return placed(editing.insert_shared(self.page_id, section_id, gesture=Gesture(), **place))

    def undo(self) -> Applied:
        """Undo the newest step."""
        return documents.undo(self.page_id, gesture=Gesture())

    def redo(self) -> Applied:
        """Redo the step."""
        return documents.redo(self.page_id, gesture=Gesture())

    def read(self) -> list[dict[str, object]]:
        """The blocks of the page as Puck JSON."""
        return documents.export_page(self.page_id)["content"]


def placed(applied: Applied) -> str:
    """The id of the block that an operation added."""
    return applied.operation.changes[-1].block.id


@pytest.fixture
def ada(people: People) -> Iterator[Person]:
    """Ada, in her tenant's scope."""
    trees.clear()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def home(ada: Person) -> Desk:
    """Her home page with one heading."""
    return Desk(ada.page_id)


@pytest.fixture
def about(ada: Person) -> Desk:
    """Another, empty page."""
    return Desk(pages.create_page(ada.site_id, title="About").id)
