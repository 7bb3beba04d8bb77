from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from app.errors import NotFound
from app.models import Role
from app.services import accounts, audit
from app.tenancy import tenant_scope
from tests.factories import People


def start(person) -> str:
    return accounts.start_session(person.id, user_agent="Firefox/140.0", ip="192.0.2.1")


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_token_identifies_its_person(people: People):
    known = accounts.find_identity(start(people.bob))

    assert known.user.id == people.bob.id
    assert known.tenant.id == people.bob.tenant_id
    assert known.role == Role.EDITOR


@pytest.mark.parametrize("token", ["", "made up", "\0", "\ud800", "x" * 100_000])
def test_forged_token_identifies_nobody(people: People, token):
    assert accounts.find_identity(token) is None


def test_database_contains_no_token(people: People, admin_engine: Engine):
    token = start(people.ada)

    with admin_engine.connect() as connection:
        stored = connection.scalar(text("SELECT token_hash FROM sessions"))
    assert token.encode() not in bytes(stored)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sessions SET revoked_at = now()",
        "UPDATE sessions SET expires_at = now() - interval '1 second'",
        "UPDATE users SET disabled_at = now()",
        "DELETE FROM users",
    ],
)
def test_session_ends_at_once(people: People, admin_engine: Engine, statement):
    token = start(people.ada)

    run(admin_engine, statement)

    assert accounts.find_identity(token) is None


def test_signing_in_is_in_the_audit_log(people: People):
    start(people.bob)

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        entry = audit.list_activity()[0]
    assert (entry.action, entry.actor) == ("account.sign_in", "Bob")


def test_role_is_read_for_each_request(people: People, admin_engine: Engine):
    token = start(people.bob)

    run(admin_engine, "UPDATE memberships SET role = 'viewer'")

    assert accounts.find_identity(token).role == Role.VIEWER


def test_former_member_has_no_tenant(people: People, admin_engine: Engine):
    token = start(people.bob)

    run(admin_engine, "DELETE FROM memberships")

    assert accounts.find_identity(token).tenant is None


def test_revoking_ends_one_of_the_users_own_sessions(people: People):
    first, second = start(people.ada), start(people.ada)
    known = accounts.find_identity(first)

    accounts.revoke_session(known.session_id, user_id=people.ada.id)

    assert accounts.find_identity(first) is None
    assert accounts.find_identity(second) is not None


def test_session_of_somebody_else_is_not_found(people: People):
    known = accounts.find_identity(start(people.carol))

    with pytest.raises(NotFound):
        accounts.revoke_session(known.session_id, user_id=people.ada.id)


def test_list_shows_only_the_users_own_open_sessions(people: People):
    start(people.carol)
    ended = accounts.find_identity(start(people.ada))
    accounts.revoke_session(ended.session_id, user_id=people.ada.id)
    open_one = accounts.find_identity(start(people.ada))

    assert [row.id for row in accounts.list_sessions(people.ada.id)] == [open_one.session_id]


def test_staff_sessions_are_short(people: People, admin_engine: Engine):
    accounts.start_session(people.ada.id, user_agent="", ip="", is_staff=True)

    (row,) = accounts.list_sessions(people.ada.id)
    assert row.expires_at < datetime.now(UTC) + timedelta(hours=11)


def test_use_prolongs_the_session_of_an_author(people: People, admin_engine: Engine):
    token = start(people.ada)
    run(
        admin_engine,
        "UPDATE sessions SET expires_at = now() + interval '1 day', last_seen_at = now() - interval '1 hour'",
    )

    accounts.find_identity(token)

    (row,) = accounts.list_sessions(people.ada.id)
    assert row.expires_at > datetime.now(UTC) + timedelta(days=29)


def test_member_of_two_tenants_switches_between_them(people: People, admin_engine: Engine):
    with admin_engine.begin() as connection:
        connection.execute(
            text("INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, 'viewer')"),
            {"tenant": people.carol.tenant_id, "user": people.ada.id},
        )
    token = start(people.ada)
    known = accounts.find_identity(token)

    accounts.switch_tenant(known.session_id, people.carol.tenant_id, user_id=people.ada.id)

    known = accounts.find_identity(token)
    assert known.tenant.id == people.carol.tenant_id
    assert known.role == Role.VIEWER


def test_user_cannot_switch_to_a_tenant_of_others(people: People):
    known = accounts.find_identity(start(people.ada))

    with pytest.raises(NotFound):
        accounts.switch_tenant(known.session_id, people.carol.tenant_id, user_id=people.ada.id)
