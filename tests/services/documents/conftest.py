"""Fixtures: a page of Ada's, with helpers for editing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from app.services import documents, editing
from app.services.documents import Applied, Gesture
from app.services.documents.cache import trees
from app.tenancy import tenant_scope
from tests.factories import People, Person


@dataclass
class Desk:
    """Actions that edit one page."""

    page_id: UUID

    def add(self, component: str, **place: str) -> str:
        """Add a component, and return the new block's id."""
        applied = editing.insert_block(self.page_id, component=component, gesture=Gesture(), **place)
        return applied.operation.changes[-1].block.id

    def write(self, block_id: str, group_id: UUID | None = None, **values: str) -> Applied:
        """Set fields of a block."""
        return editing.update_block(self.page_id, block_id, values, gesture=Gesture(group_id=group_id))

    def move(self, block_id: str, slot: str, after: str = "") -> Applied:
        """Move a block."""
        return editing.move_block(self.page_id, block_id, slot=slot, after=after, gesture=Gesture())

    def duplicate(self, block_id: str) -> Applied:
        """Copy a block."""
        return editing.duplicate_block(self.page_id, block_id, gesture=Gesture())

    def remove(self, block_id: str) -> Applied:
        """Delete a block."""
        return editing.remove_block(self.page_id, block_id, gesture=Gesture())

    def undo(self) -> Applied:
        """Undo the newest step."""
        return documents.undo(self.page_id, gesture=Gesture())

    def redo(self) -> Applied:
        """Redo the step that was last undone."""
        return documents.redo(self.page_id, gesture=Gesture())

    def read(self, revision: int | None = None) -> dict[str, object]:
        """Return the page as Puck's Data JSON."""
        return documents.export_page(self.page_id, revision)


@pytest.fixture
def ada(people: People) -> Iterator[Person]:
    """Ada, in her tenant's scope."""
    trees.clear()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def desk(ada: Person) -> Desk:
    """Ada's page."""
    return Desk(ada.page_id)
