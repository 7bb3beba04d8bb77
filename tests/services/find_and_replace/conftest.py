"""Fixtures: Ada's site, and pages with given texts."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app.extensions import engine
from app.models import Site
from app.services import documents
from app.services.documents.cache import trees
from app.services.find_and_replace import Found
from app.tenancy import tenant_scope
from app.tree.text import HitLocation
from tests.factories import People, Person, make_page, puck

AddPage = Callable[..., UUID]


@pytest.fixture
def ada(people: People) -> Iterator[Person]:
    """Ada, in her tenant's scope."""
    trees.clear()
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


@pytest.fixture
def add_page(ada: Person, admin_engine: Engine) -> AddPage:
    """A function that adds a page to Ada's site, with a heading for each text."""
    return lambda title, *texts, **more: make(admin_engine, ada, title, puck(*texts), **more)


def make(engine: Engine, person: Person, title: str, data: dict[str, Any], *, description: str = "") -> UUID:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        site = session.scalars(select(Site).where(Site.id == person.site_id)).one()
        page = make_page(
            session, site, slug=title.lower().replace(" ", "-"), title=title, data=data, position=9
        )
        page.meta_description = description
        return page.id


def headings(page_id: UUID) -> list[str]:
    """Return the headings of a page."""
    return [block["props"]["text"] for block in documents.export_page(page_id)["content"]]


def places(found: Found) -> dict[UUID, set[HitLocation]]:
    """Return the locations of all hits, by page."""
    return {page.id: {hit.place for hit in page.hits} for page in found.pages}


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Record the SQL statements that are executed inside the block."""
    recorded: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        recorded.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    yield recorded
    event.remove(engine(), "before_cursor_execute", note)
