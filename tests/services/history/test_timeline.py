"""The history of a page is complete and ordered, and takes a constant number of queries per chunk."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, text

from app.errors import Invalid
from app.services import history
from app.services.history import Cursor, Entry, EntryKind
from app.services.history.timeline import CHUNK
from app.tenancy import tenant_scope
from tests.factories import People, Person
from tests.services.documents.conftest import Desk


def entries(page_id: UUID, **which: bool) -> list[Entry]:
    """Return all entries, read chunk by chunk."""
    found: list[Entry] = []
    before = None
    while True:
        chunk = history.read_page_history(page_id, before=before, **which)
        found += chunk.entries
        if chunk.more is None:
            return found
        before = Cursor.read(str(chunk.more), of_times=False)


def lines(page_id: UUID, **which: bool) -> list[tuple[str, str]]:
    return [(str(entry.kind), entry.what) for entry in entries(page_id, **which)]


@contextmanager
def record_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith("SELECT set_config"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_every_step_has_its_author_and_label(desk: Desk, ada: Person):
    hero = desk.add("Hero")
    desk.write(hero, heading="Persuasion")
    desk.remove(hero)

    found = entries(desk.page_id)

    assert [entry.what for entry in found] == [
        "Deleted Opening",
        "Changed the heading of Opening",
        "Added Opening",
    ]
    assert {entry.who for entry in found} == {ada.name}
    assert [entry.revision for entry in found] == [3, 2, 1]


def test_a_burst_is_one_entry_even_if_others_edit_in_between(desk: Desk, people: People):
    burst = uuid4()
    desk.write("heading-1", text="One", group_id=burst)
    with tenant_scope(people.bob.tenant_id, user_id=people.bob.id):
        desk.add("Quote")
    desk.write("heading-1", text="One two", group_id=burst)

    found = entries(desk.page_id)

    assert [(entry.what, entry.who, entry.count) for entry in found] == [
        ("Changed the text of Heading", "Ada", 2),
        ("Added Quote", "Bob", 1),
    ]


def test_an_undone_step_is_marked_until_it_is_redone(desk: Desk):
    desk.add("Hero")
    desk.undo()
    assert [(str(entry.kind), entry.is_undone) for entry in entries(desk.page_id)] == [
        ("undo", False),
        ("step", True),
    ]

    desk.redo()

    assert [(str(entry.kind), entry.is_undone) for entry in entries(desk.page_id)] == [
        ("redo", False),
        ("undo", False),
        ("step", False),
    ]


def test_a_burst_continued_after_an_undo_is_not_marked_undone(desk: Desk):
    burst = uuid4()
    desk.write("heading-1", text="One", group_id=burst)
    desk.undo()
    desk.write("heading-1", text="Two", group_id=burst)

    assert [entry.is_undone for entry in entries(desk.page_id)] == [False, False]


def test_versions_are_listed_above_their_last_step(desk: Desk):
    desk.add("Hero")
    desk.add("Quote")
    history.name_version(desk.page_id, name="First draft", revision=1)
    history.name_version(desk.page_id, name="Second draft")

    assert lines(desk.page_id) == [
        ("named", "Second draft"),
        ("step", "Added Quote"),
        ("named", "First draft"),
        ("step", "Added Opening"),
    ]
    assert lines(desk.page_id, only_named=True) == [("named", "Second draft"), ("named", "First draft")]


def test_a_thousand_versions_and_steps_are_listed_with_four_queries_per_chunk(
    desk: Desk, admin_engine: Engine
):
    desk.add("Hero")
    fill(admin_engine, desk.page_id)

    with record_statements() as statements:
        found = entries(desk.page_id)

    chunks = -(-len(found) // CHUNK)
    assert len(found) == 2001
    assert len({entry.cursor for entry in found}) == 2001
    assert [entry.cursor for entry in found] == sorted((entry.cursor for entry in found), reverse=True)
    assert {entry.what for entry in found if entry.kind is EntryKind.NAMED} == {
        f"Draft {n}" for n in range(1000)
    }
    assert {entry.revision for entry in found if entry.kind is EntryKind.STEP} == set(range(1, 1002))
    assert len(statements) <= 4 * chunks
    with record_statements() as statements:
        assert len(entries(desk.page_id, only_named=True)) == 1000
    assert len(statements) <= 10


def fill(engine: Engine, page_id: UUID) -> None:
    """Insert a thousand steps and a thousand versions, some of which have the same revision."""
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO page_operations (tenant_id, page_id, revision, operation_id, group_id, actor_id,
                                         kind, label, payload, created_at)
            SELECT tenant_id, page_id, number, gen_random_uuid(), gen_random_uuid(), actor_id,
                   'do', 'Step ' || number, payload, created_at
            FROM page_operations, generate_series(2, 1001) AS number WHERE page_id = :id
            """),
            {"id": page_id},
        )
        connection.execute(
            text("""
            INSERT INTO page_versions (tenant_id, id, page_id, revision, kind, name, puck_data)
            SELECT tenant_id, gen_random_uuid(), id, number / 3, 'named', 'Draft ' || number, '{}'
            FROM pages, generate_series(0, 999) AS number WHERE id = :id
            """),
            {"id": page_id},
        )


@pytest.mark.parametrize(
    "word", ["7", "x_y_z", "1_0_word", "a_0_671f85fb-2373-44d7-a2e1-1a9026e9ae0e", "1_2_3_4"]
)
def test_an_invalid_cursor_is_rejected(word: str):
    with pytest.raises(Invalid):
        Cursor.read(word, of_times=False)
    with pytest.raises(Invalid):
        Cursor.read(word, of_times=True)


def test_the_history_of_a_page_of_another_tenant_is_empty(desk: Desk, people: People):
    desk.add("Hero")

    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        assert entries(desk.page_id) == []
