from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import event

from app import extensions
from app.config import Config
from app.errors import NotFound
from app.extensions import engine, quick_redis
from app.services import editing, presence
from app.services.documents import Gesture
from app.services.presence import EditorTab
from app.tenancy import tenant_scope
from tests.factories import People, Person


@pytest.fixture(autouse=True)
def closed_circuit_breaker() -> Iterator[None]:
    """Reset presence's circuit breaker before and after each test."""
    presence._CircuitBreaker.until = 0.0
    yield
    presence._CircuitBreaker.until = 0.0


def tab_of(person: Person) -> EditorTab:
    return EditorTab(
        tenant_id=person.tenant_id,
        page_id=person.page_id,
        user_id=person.id.hex,
        name=person.name,
        client_id=uuid4().hex,
    )


def write(person: Person, text: str) -> int:
    with tenant_scope(person.tenant_id, user_id=person.id):
        return editing.update_block(person.page_id, "heading-1", {"text": text}, gesture=Gesture()).revision


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Record the statements that reach PostgreSQL inside the block."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine(), "before_cursor_execute", note)


def test_people_who_have_the_same_page_open_see_each_other(people: People):
    ada, bob = tab_of(people.ada), tab_of(people.bob)
    presence.check_in(ada, block_id="heading-1")

    report = presence.check_in(bob, block_id="")

    assert [(one.name, one.block_id) for one in report.people] == [("Ada", "heading-1")]
    assert [one.name for one in presence.check_in(ada).people] == ["Bob"]


def test_two_tabs_of_one_person_are_listed_separately(people: People):
    one, other = tab_of(people.ada), tab_of(people.ada)
    presence.check_in(one, block_id="")
    presence.check_in(other, block_id="")

    assert [found.client_id for found in presence.check_in(one).people] == [other.client_id]


def test_a_change_is_known_at_once(people: People):
    ada = tab_of(people.ada)
    assert presence.check_in(ada).revision == 0

    assert write(people.bob, "Bob's line") == 1

    assert presence.check_in(ada).revision == 1


def test_a_check_in_that_valkey_can_serve_sends_no_sql(people: People):
    ada = tab_of(people.ada)
    presence.check_in(ada, block_id="")

    with counted_queries() as statements:
        for _ in range(5):
            presence.check_in(ada, block_id="heading-1")

    assert statements == []


def test_a_revision_missing_in_valkey_is_read_from_postgresql_once(people: People):
    ada = tab_of(people.ada)
    write(people.bob, "Bob's line")
    quick_redis().flushdb()

    with counted_queries() as statements:
        reports = [presence.check_in(ada) for _ in range(3)]

    assert [report.revision for report in reports] == [1, 1, 1]
    assert sum("pages" in statement for statement in statements) == 1


def test_a_late_notification_does_not_lower_the_revision(people: People):
    ada = tab_of(people.ada)
    presence.note_revision(ada.tenant_id, ada.page_id, 8)

    presence.note_revision(ada.tenant_id, ada.page_id, 7)

    assert presence.check_in(ada).revision == 8


def test_a_person_who_leaves_is_removed_at_once(people: People):
    ada, bob = tab_of(people.ada), tab_of(people.bob)
    presence.check_in(bob, block_id="")

    presence.leave(bob)

    assert presence.check_in(ada).people == []


@pytest.mark.parametrize(
    ("is_hidden", "seconds"), [(False, presence.VISIBLE_TTL), (True, presence.HIDDEN_TTL)]
)
def test_a_silent_person_is_removed_after_the_ttl(people: People, is_hidden: bool, seconds: int):
    ada, bob = tab_of(people.ada), tab_of(people.bob)
    with time_machine.travel("2026-05-01 10:00:00+00:00", tick=False) as clock:
        presence.check_in(bob, block_id="", is_hidden=is_hidden)
        clock.shift(seconds - 1)
        assert [one.name for one in presence.check_in(ada).people] == ["Bob"]
        clock.shift(2)

        assert presence.check_in(ada).people == []


def test_the_fingerprint_of_the_people_on_a_page_changes_when_one_of_them_moves(people: People):
    ada, bob = tab_of(people.ada), tab_of(people.bob)
    presence.check_in(bob, block_id="heading-1")
    before = presence.check_in(ada).who
    assert presence.check_in(ada).who == before

    presence.check_in(bob, block_id="heading-2")

    assert presence.check_in(ada).who != before


def test_presence_is_separate_for_each_tenant(people: People):
    ada = tab_of(people.ada)
    presence.note_revision(people.carol.tenant_id, ada.page_id, 99)

    report = presence.check_in(ada)

    assert (report.revision, report.people) == (0, [])


def test_a_missing_page_is_not_found(people: People):
    ada = replace(tab_of(people.ada), page_id=uuid4())

    with pytest.raises(NotFound):
        presence.check_in(ada)
    with pytest.raises(NotFound):
        presence.check_in(replace(tab_of(people.ada), tenant_id=people.carol.tenant_id))


def test_without_valkey_revisions_come_from_postgresql_and_edits_work(people: People, config: Config):
    away = replace(config, redis_url="unix:///nowhere/valkey.sock")
    extensions.configure(away)
    try:
        assert write(people.bob, "Bob's line") == 1

        report = presence.check_in(tab_of(people.ada), block_id="")
    finally:
        extensions.configure(config)

    assert (report.revision, report.people) == (1, None)


def test_the_number_of_listed_tabs_per_person_is_limited(people: People):
    for _ in range(presence.MAX_TABS + 10):
        presence.check_in(tab_of(people.ada), block_id="")

    there = presence.check_in(tab_of(people.bob), block_id="").people

    assert there is not None
    assert len(there) == presence.MAX_TABS
