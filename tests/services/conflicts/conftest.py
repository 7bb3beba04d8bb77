"""Fixtures: a page that is open in several tabs, each showing the revision that it loaded last."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from app.models import Choice
from app.services import conflicts, documents, editing
from app.services.conflicts import ConflictView, TextConflict
from app.services.documents import Applied, Gesture
from app.services.documents.cache import trees
from app.services.editing import resolve
from app.tenancy import Scope, tenant_scope
from tests.factories import People, Person


@dataclass
class Tab:
    """A user's browser tab, whose gestures are based on the revision that it loaded last."""

    person: Person
    page_id: UUID
    client_id: UUID = field(default_factory=uuid4)
    seen: int = 0

    def look(self) -> "Tab":
        """Load the newest revision of the page."""
        with self._scope():
            self.seen = documents.newest(self.page_id)[0]
        return self

    def write(self, block_id: str, **values: str) -> Applied:
        """Set fields of a block."""
        return self.set(block_id, values)

    def set(self, block_id: str, values: dict[str, str], gesture: Gesture | None = None) -> Applied:
        """Set fields by their paths."""
        with self._scope():
            return editing.update_block(self.page_id, block_id, values, gesture=gesture or self.gesture())

    def add(self, component: str, **place: str) -> str:
        """Add a component, and return the new block's id."""
        with self._scope():
            applied = editing.insert_block(self.page_id, component=component, gesture=self.gesture(), **place)
        return applied.operation.changes[-1].block.id

    def remove(self, block_id: str) -> Applied:
        """Delete a block."""
        with self._scope():
            return editing.remove_block(self.page_id, block_id, gesture=self.gesture())

    def arrange(self, block_id: str, action: str, index: int = 0, name: str = "links") -> Applied:
        """Rearrange the items of a list."""
        with self._scope():
            return editing.rearrange_items(
                self.page_id, block_id, field=name, action=action, index=index, gesture=self.gesture()
            )

    def undo(self) -> Applied:
        """Undo the newest step."""
        with self._scope():
            return documents.undo(self.page_id, gesture=self.gesture())

    def choose(self, conflict_id: UUID, choice: Choice) -> Applied:
        """Choose between two versions."""
        with self._scope():
            return resolve(self.page_id, conflict_id, choice=choice, gesture=self.gesture())

    def refused(self, block_id: str, **values: str) -> UUID:
        """Set fields, expect a conflict, and return its id."""
        with pytest.raises(TextConflict) as refusal:
            self.set(block_id, values)
        return refusal.value.conflict_id

    def open_conflicts(self) -> list[ConflictView]:
        """Return the unresolved conflicts."""
        with self._scope():
            return [
                conflict for conflict in conflicts.list_conflicts(self.page_id) if not conflict.row.resolution
            ]

    def props(self, block_id: str) -> dict[str, object]:
        """Return the props of a block."""
        with self._scope():
            return dict(documents.tree_at(self.page_id)[block_id].props)

    def blocks(self) -> list[dict[str, object]]:
        """Return the page's top-level blocks."""
        with self._scope():
            return documents.export_page(self.page_id)["content"]

    def gesture(self) -> Gesture:
        """Create a gesture of this tab."""
        return Gesture(client_id=self.client_id, base_revision=self.seen)

    def _scope(self) -> AbstractContextManager[Scope]:
        return tenant_scope(self.person.tenant_id, user_id=self.person.id)


@pytest.fixture
def ada(people: People) -> Iterator[Tab]:
    """Ada's tab."""
    trees.clear()
    return Tab(people.ada, people.ada.page_id)


@pytest.fixture
def bob(people: People, ada: Tab) -> Tab:
    """Bob's tab, on the same page."""
    return Tab(people.bob, ada.page_id)
