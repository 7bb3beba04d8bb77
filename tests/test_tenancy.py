"""Tenancy scopes: entering, nesting, and the settings that reach the database."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DataError, IntegrityError, InvalidRequestError, ProgrammingError
from sqlalchemy.orm import Session

from app.errors import NoTenant
from app.extensions import engine
from app.models import Host, Page, Site, Tenant, User
from app.tenancy import (
    ScopedSession,
    after_commit,
    current_scope,
    current_tenant_id,
    platform_transaction,
    public_scope,
    tenant_scope,
    transaction,
    user_scope,
)

SETTINGS = text("SELECT current_setting('rls.tenant_id', true), current_setting('rls.user_id', true)")


def test_a_transaction_outside_a_scope_is_rejected(clean_database):
    for work in (current_scope, current_tenant_id, lambda: transaction().__enter__()):
        with pytest.raises(NoTenant):
            work()


def test_a_session_outside_a_scope_is_rejected(clean_database):
    with pytest.raises(NoTenant):
        ScopedSession(engine())


def test_a_scope_without_a_tenant_has_no_tenant():
    with user_scope(uuid4()), pytest.raises(NoTenant):
        current_tenant_id()
    with public_scope(), pytest.raises(NoTenant):
        current_tenant_id()


def test_scopes_nest_and_are_restored_even_after_an_error():
    first, second = uuid4(), uuid4()
    with tenant_scope(first):
        with suppress(ZeroDivisionError), tenant_scope(second):
            assert current_tenant_id() == second
            _ = 1 / 0
        assert current_tenant_id() == first
    with pytest.raises(NoTenant):
        current_scope()


def test_a_scope_is_not_visible_in_another_thread():
    with tenant_scope(uuid4()), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(current_scope)
        with pytest.raises(NoTenant):
            answer.result()


def test_the_tenant_and_the_user_are_set_in_the_database(clean_database):
    tenant, user = uuid4(), uuid4()
    with tenant_scope(tenant, user_id=user), transaction() as session:
        assert tuple(session.execute(SETTINGS).one()) == (str(tenant), str(user))
    with user_scope(user), transaction() as session:
        assert tuple(session.execute(SETTINGS).one()) == ("", str(user))
    with public_scope(), transaction() as session:
        assert tuple(session.execute(SETTINGS).one()) == ("", "")


def test_the_tenant_survives_a_savepoint_even_if_rolled_back(clean_database):
    tenant = uuid4()
    with tenant_scope(tenant), transaction() as session:
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            _ = 1 / 0
        with session.begin_nested():
            assert session.execute(SETTINGS).one()[0] == str(tenant)
        assert session.execute(SETTINGS).one()[0] == str(tenant)


def test_an_inner_transaction_of_the_same_scope_joins_the_outer(people):
    with tenant_scope(people.ada.tenant_id), transaction() as outer:
        with transaction() as inner:
            assert inner is outer
        with tenant_scope(people.ada.tenant_id), transaction() as same:
            assert same is outer


def test_an_inner_transaction_of_another_scope_is_independent(people):
    with tenant_scope(people.ada.tenant_id), transaction() as outer:
        with tenant_scope(people.carol.tenant_id), transaction() as inner:
            assert inner is not outer
            assert _tenants_of_pages(inner) == {people.carol.tenant_id}
        assert _tenants_of_pages(outer) == {people.ada.tenant_id}


def test_the_outer_session_keeps_its_tenant_inside_another_scope(people):
    with tenant_scope(people.ada.tenant_id), transaction() as outer, tenant_scope(people.carol.tenant_id):
        assert _tenants_of_pages(outer) == {people.ada.tenant_id}


def test_writes_of_an_inner_transaction_are_rolled_back_with_the_outer(people):
    with tenant_scope(people.ada.tenant_id):
        with suppress(ZeroDivisionError), transaction():
            with transaction() as inner:
                inner.execute(text("UPDATE sites SET name = 'lost'"))
            _ = 1 / 0
        with transaction() as session:
            assert session.scalar(select(Site.name)) == "Letters"


def test_a_session_cannot_be_used_after_its_transaction(people):
    with tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            pass
        with pytest.raises(InvalidRequestError):
            session.execute(SETTINGS)


def test_a_transaction_that_has_ended_executes_nothing_more(people):
    with tenant_scope(people.ada.tenant_id), transaction() as session:
        session.commit()
        with pytest.raises(InvalidRequestError):
            session.execute(SETTINGS)


def test_an_invalid_tenant_id_gives_access_to_nothing(people):
    with tenant_scope("somebody"), transaction() as session, pytest.raises(DataError):
        session.execute(select(Page.id)).all()
    with tenant_scope(None), transaction() as session:
        assert session.execute(select(Page.id)).all() == []


def test_a_new_row_gets_the_tenant_of_the_scope(people):
    with tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            session.add(Host(site_id=people.ada.site_id, hostname="second.localhost"))
        with transaction() as session:
            tenant = session.scalar(select(Host.tenant_id).where(Host.hostname == "second.localhost"))
    assert tenant == people.ada.tenant_id


def test_after_commit_callbacks_run_after_the_outermost_commit(clean_database):
    done: list[str] = []
    with tenant_scope(uuid4()), transaction() as session:
        after_commit(session, lambda: done.append("outer"))
        with transaction() as inner:
            after_commit(inner, lambda: done.append("inner"))
        with session.begin_nested():
            after_commit(session, lambda: done.append("savepoint"))
        assert done == []
    assert done == ["outer", "inner", "savepoint"]


def test_after_commit_callbacks_see_committed_rows_and_may_use_the_database(people):
    seen: list[str | None] = []

    def look() -> None:
        with transaction() as session:
            seen.append(session.scalar(select(Site.name)))

    with tenant_scope(people.ada.tenant_id), transaction() as session:
        session.execute(text("UPDATE sites SET name = 'New'"))
        after_commit(session, look)
    assert seen == ["New"]


@pytest.mark.parametrize("ending", ["error", "rollback", "broken commit"])
def test_after_commit_callbacks_of_a_rolled_back_transaction_never_run(people, ending):
    done: list[str] = []

    def work() -> None:
        with transaction() as session:
            with transaction() as inner:
                after_commit(inner, lambda: done.append("inner"))
            after_commit(session, lambda: done.append("outer"))
            if ending == "error":
                raise ZeroDivisionError
            if ending == "rollback":
                session.rollback()
            else:
                session.add(Host(site_id=uuid4(), hostname="nowhere.localhost"))

    with tenant_scope(people.ada.tenant_id):
        if ending == "rollback":
            work()
        else:
            with pytest.raises((ZeroDivisionError, IntegrityError)):
                work()
    assert done == []


def test_after_commit_callbacks_of_a_rolled_back_savepoint_never_run(clean_database):
    done: list[str] = []
    with tenant_scope(uuid4()), transaction() as session:
        after_commit(session, lambda: done.append("kept"))
        with suppress(ZeroDivisionError), session.begin_nested():
            with session.begin_nested():
                after_commit(session, lambda: done.append("released, then rolled back"))
            _ = 1 / 0
    assert done == ["kept"]


def test_a_failing_after_commit_callback_is_logged_and_the_others_run(people, caplog):
    done: list[str] = []
    with tenant_scope(people.ada.tenant_id):
        with transaction() as session:
            session.execute(text("UPDATE sites SET name = 'New'"))
            after_commit(session, lambda: 1 / 0)
            after_commit(session, lambda: done.append("second"))
        with transaction() as session:
            assert session.scalar(select(Site.name)) == "New"
    assert done == ["second"]
    assert "ZeroDivisionError" in caplog.text


def test_the_platform_sees_only_rows_allowed_by_its_policies(people):
    with platform_transaction() as session:
        assert session.scalar(select(func.count()).select_from(Tenant)) == 3
        assert session.scalar(select(func.count()).select_from(User)) == 3
    for statement in (
        "SELECT puck_data FROM pages",
        "SELECT FROM audit_log",
        "SELECT FROM user_credentials",
        "SELECT user_id FROM sessions",
        "UPDATE sites SET name = ''",
        "INSERT INTO outbox (tenant_id, topic, payload) SELECT id, 'any', '{}' FROM tenants",
        "DELETE FROM tenants",
        "UPDATE users SET email = ''",
        "SET ROLE quillspace_owner",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), platform_transaction() as session:
            session.execute(text(statement))


def test_after_commit_callbacks_of_the_platform_run_after_its_commit(clean_database):
    done: list[str] = []
    with platform_transaction() as session:
        after_commit(session, lambda: done.append("swept"))
        assert done == []
    assert done == ["swept"]


def _tenants_of_pages(session: Session) -> set[UUID]:
    return set(session.scalars(select(Page.tenant_id)))
