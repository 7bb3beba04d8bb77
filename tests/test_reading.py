"""A read-only request uses one transaction, and leaves nothing behind on its connection."""

from contextlib import suppress
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.exc import InternalError, InvalidRequestError, ProgrammingError
from sqlalchemy.orm import Session

from app.extensions import engine
from app.models import Host, Page, Site
from app.tenancy import (
    after_commit,
    end_reading_transaction,
    one_reading_transaction,
    outside_reading_transaction,
    public_scope,
    single_read,
    tenant_scope,
    transaction,
    user_scope,
)
from tests.architecture.route_costs import count_queries
from tests.factories import People

NUMBER = text("SELECT pg_current_xact_id_if_assigned()::text, pg_backend_pid(), now()")
SETTINGS = text("SELECT current_setting('rls.tenant_id', true), current_setting('rls.user_id', true)")


def moment(session: Session):
    """Return what identifies the transaction and its connection."""
    return tuple(session.execute(NUMBER).one())


def names(session: Session) -> list[str]:
    return list(session.scalars(select(Site.author_name)))


def test_all_reads_share_one_transaction(people: People):
    with one_reading_transaction(), count_queries() as cost:
        with public_scope(), transaction() as session:
            first = moment(session)
        with tenant_scope(people.ada.tenant_id):
            with transaction() as session:
                second = moment(session)
            with transaction() as session, transaction() as inner:
                assert inner is session
                third = moment(session)

    assert first == second == third
    assert cost.transactions == 1


def test_no_transaction_begins_without_a_read(clean_database):
    with count_queries() as cost, one_reading_transaction(), public_scope():
        pass
    assert cost.transactions == 0


def test_each_block_sees_only_the_rows_of_its_own_scope(people: People):
    with one_reading_transaction():
        for person in (people.ada, people.carol, people.ada):
            with tenant_scope(person.tenant_id, user_id=person.id), transaction() as session:
                assert set(session.scalars(select(Page.tenant_id))) == {person.tenant_id}
                assert tuple(session.execute(SETTINGS).one()) == (str(person.tenant_id), str(person.id))
        with user_scope(people.ada.id), transaction() as session:
            assert names(session) == []
        with public_scope(), transaction() as session:
            assert names(session) == []
            assert tuple(session.execute(SETTINGS).one()) == ("", "")


def test_a_nested_block_of_another_scope_has_its_own_transaction(people: People):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id), transaction() as outer:
        with tenant_scope(people.carol.tenant_id), transaction() as inner:
            assert set(inner.scalars(select(Page.tenant_id))) == {people.carol.tenant_id}
            assert moment(inner) != moment(outer)
        assert set(outer.scalars(select(Page.tenant_id))) == {people.ada.tenant_id}


def test_a_reading_transaction_cannot_write(people: People):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id):
        for write in (lambda session: session.execute(text("UPDATE sites SET name = 'lost'")), add_host):
            with pytest.raises(InternalError, match="read-only"), transaction() as session:
                write(session)
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        session.execute(text("UPDATE sites SET name = 'kept'"))


def add_host(session: Session) -> None:
    session.add(Host(site_id=uuid4(), hostname="other.localhost"))


def test_a_separate_write_persists_if_the_reading_transaction_fails(people: People):
    with suppress(ZeroDivisionError), one_reading_transaction(), tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            before = moment(session)
        with outside_reading_transaction(), transaction() as session:
            assert moment(session) != before
            session.execute(text("UPDATE sites SET name = 'kept'"))
            assert engine().pool.checkedout() == 1
        _ = 1 / 0
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        assert session.scalar(select(Site.name)) == "kept"


@pytest.mark.parametrize("mishap", ["SELECT 1 / 0", "SELECT pg_terminate_backend(pg_backend_pid())"])
def test_after_an_error_the_next_block_begins_a_new_transaction_with_its_scope(people: People, mishap: str):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            before = moment(session)
        with suppress(Exception), transaction() as session:
            session.execute(text(mishap))
        with transaction() as session:
            assert set(session.scalars(select(Page.tenant_id))) == {people.ada.tenant_id}
            assert moment(session) != before
            with pytest.raises(InternalError):
                session.execute(text("UPDATE sites SET name = ''"))


@pytest.mark.parametrize("end", ["rollback", "commit", "close"])
def test_a_block_whose_transaction_has_ended_executes_nothing_more(people: People, end: str):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id):
        with suppress(InvalidRequestError), transaction() as session:
            getattr(session, end)()
            names(session)
            pytest.fail("The session could be used again.")
        with transaction() as session:
            assert names(session) == ["Ada Lovelace"]


def test_the_session_of_a_block_cannot_be_used_in_the_next_one(people: People):
    with one_reading_transaction():
        with tenant_scope(people.ada.tenant_id), transaction() as kept:
            names(kept)
        with tenant_scope(people.carol.tenant_id), transaction(), pytest.raises(InvalidRequestError):
            names(kept)


def test_a_returned_connection_keeps_no_settings(people: People):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id), transaction() as session:
        names(session)
    assert engine().pool.checkedout() == 0
    with engine().connect() as connection:
        assert connection.execute(select(Site.name)).all() == []
        assert connection.scalar(text("SHOW transaction_read_only")) == "off"
        assert set(connection.execute(SETTINGS).one()) <= {"", None}


def test_unsent_settings_do_not_leak_into_the_next_transaction(people: People):
    """A transaction without statements never sends its settings; the next one must not inherit them."""
    for scope in (tenant_scope(people.ada.tenant_id), tenant_scope(people.carol.tenant_id)):
        with scope, transaction() as session:
            session.connection()
    with engine().connect() as connection:
        assert connection.execute(select(Site.name)).all() == []


def test_after_commit_callbacks_run(people: People):
    done: list[str] = []
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id), transaction() as session:
        after_commit(session, lambda: done.append("act"))
    assert done == ["act"]


def test_a_lookup_is_one_transaction_that_sees_only_its_scope(people: People):
    with count_queries() as cost, tenant_scope(people.ada.tenant_id), single_read() as session:
        assert names(session) == ["Ada Lovelace"]
    assert cost.transactions == 1
    with tenant_scope(people.ada.tenant_id), pytest.raises(ProgrammingError), single_read() as session:
        session.execute(text("SELECT nothing"))
    assert engine().pool.checkedout() == 0


def test_a_request_that_waits_for_another_service_holds_no_connection(people: People):
    with one_reading_transaction(), tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            names(session)
            end_reading_transaction()
            names(session)
        assert engine().pool.checkedout() == 1
        end_reading_transaction()
        assert engine().pool.checkedout() == 0
        with transaction() as session:
            assert names(session) == ["Ada Lovelace"]


@pytest.mark.parametrize(
    "path", ["/sites", "/sites/{site}/pages", "/pages/{page}/edit", "/nowhere", "/pages/{other}/edit"]
)
def test_a_response_is_sent_after_its_database_connection_was_returned(
    client: FlaskClient, people: People, path: str
):
    people.ada.sign_in(client)
    path = path.format(site=people.ada.site_id, page=people.ada.page_id, other=uuid4())
    response = client.get(path, buffered=False)
    assert engine().pool.checkedout() == 0
    response.close()


def test_a_connection_closed_by_the_server_is_replaced_transparently(people: People, admin_engine):
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        (_number, process, _now) = moment(session)
    with admin_engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process, 2000)"), {"process": process})
    asked: list[str] = []
    event.listen(engine(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        assert names(session) == ["Ada Lovelace"]
    assert len(asked) == 1
