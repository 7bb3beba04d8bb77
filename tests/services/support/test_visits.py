from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from app.adapters import mail
from app.errors import Forbidden, Invalid, NotFound, TooMany
from app.jobs.mail import send_mail
from app.services import accounts, audit, support
from app.services.accounts import Identity
from app.tenancy import tenant_scope
from tests.factories import People

REASON = "The heading overlaps on a phone"


@pytest.fixture
def token(people: People, admin_engine: Engine) -> str:
    """The session token of Carol, signed in as a member of our staff."""
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE email = 'carol@example.test'"))
    return accounts.start_session(people.carol.id, user_agent="", ip="", is_staff=True)


@pytest.fixture
def staff(token: str) -> Identity:
    return accounts.find_identity(token)


def rows(engine: Engine, statement: str):
    with engine.connect() as connection:
        return connection.execute(text(statement)).mappings().all()


def test_search_finds_tenants_by_name_and_address_and_is_logged(people: People, staff, admin_engine: Engine):
    assert {found.owner_email for found in support.search_tenants("desk", staff=staff)} == {
        "ada@example.test",
        "carol@example.test",
    }
    assert [found.tenant_id for found in support.search_tenants("ADA@", staff=staff)] == [
        people.ada.tenant_id
    ]

    logged = rows(admin_engine, "SELECT actor_id, action, details FROM staff_audit_log ORDER BY created_at")
    assert [row["details"]["wanted"] for row in logged] == ["desk", "ADA@"]
    assert {row["actor_id"] for row in logged} == {people.carol.id}


@pytest.mark.parametrize("wanted", ["%", "_", "%%", "'; DROP TABLE tenants; --", "\\", "x" * 500])
def test_search_has_no_wildcards(staff, wanted):
    assert support.search_tenants(wanted, staff=staff) == []


def test_author_cannot_search(people: People):
    author = accounts.find_identity(accounts.start_session(people.ada.id, user_agent="", ip=""))

    with pytest.raises(Forbidden):
        support.search_tenants("desk", staff=author)


def test_database_returns_nothing_to_an_author_even_if_the_app_is_deceived(people: People):
    author = accounts.find_identity(accounts.start_session(people.ada.id, user_agent="", ip=""))
    pretender = Identity(
        session_id=author.session_id,
        user=type(author.user)(id=people.ada.id, email="x", name="x", is_staff=True),
        tenants=(),
        tenant=None,
        role=None,
    )

    assert support.search_tenants("desk", staff=pretender) == []


def test_search_is_limited(staff):
    for _ in range(60):
        support.search_tenants("nobody at all", staff=staff)

    with pytest.raises(TooMany):
        support.search_tenants("nobody at all", staff=staff)


def test_visit_enters_the_authors_tenant_and_records_both_identities(
    people: People, staff, token, admin_engine: Engine
):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)

    known = accounts.find_identity(token)
    assert known.tenant.id == people.ada.tenant_id
    assert known.visit.subject.id == people.ada.id
    assert known.role is None
    (entry,) = rows(admin_engine, "SELECT * FROM audit_log WHERE action = 'support.enter'")
    assert entry["actor_id"] == people.carol.id
    assert entry["on_behalf_of"] == people.ada.id
    assert entry["support_session_id"] == known.visit.id
    assert entry["tenant_id"] == people.ada.tenant_id


def test_visit_lasts_half_an_hour_at_most(people: People, staff, token, admin_engine: Engine):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)
    left = accounts.find_identity(token).visit.expires_at - datetime.now(UTC)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)

    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE support_sessions SET expires_at = now() - interval '1 second'"))

    known = accounts.find_identity(token)
    assert known.visit is None
    assert known.tenant.id == people.carol.tenant_id


def test_author_gets_a_mail_with_the_reason(people: People, staff, admin_engine: Engine):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)

    (row,) = rows(admin_engine, "SELECT payload FROM outbox WHERE topic = 'mail'")
    send_mail(tenant_id=str(people.ada.tenant_id), **row["payload"])
    message = mail.list_stored()[0]
    assert message.to == "ada@example.test"
    assert REASON in message.body


def test_author_sees_the_visit_in_their_activity(people: People, staff, token):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        entry = audit.list_activity()[0]
    assert entry.is_support
    assert entry.details["reason"] == REASON
    assert entry.actor == ""


@pytest.mark.parametrize("reason", ["", "short", "         x", "x" * 501])
def test_visit_requires_a_reason(people: People, staff, reason):
    with pytest.raises(Invalid) as refused:
        support.start_visit(people.ada.tenant_id, reason=reason, staff=staff)

    assert refused.value.field == "reason"


@pytest.mark.parametrize("choice", ["never", "ask"])
def test_the_authors_choice_is_enforced(people: People, staff, choice):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        accounts.choose_support_access(choice)

    with pytest.raises(Forbidden):
        support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)


def test_visit_to_an_unknown_tenant_is_not_found(people: People, staff):
    with pytest.raises(NotFound):
        support.start_visit(people.ada.id, reason=REASON, staff=staff)


def test_author_cannot_visit(people: People):
    author = accounts.find_identity(accounts.start_session(people.ada.id, user_agent="", ip=""))

    with pytest.raises(Forbidden):
        support.start_visit(people.carol.tenant_id, reason=REASON, staff=author)


def test_visits_do_not_nest(people: People, staff, token):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)

    with pytest.raises(Forbidden):
        support.start_visit(people.ada.tenant_id, reason=REASON, staff=accounts.find_identity(token))


def test_leaving_ends_the_visit(people: People, staff, token, admin_engine: Engine):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)
    known = accounts.find_identity(token)

    support.end_visit(known.visit, staff=known)

    assert accounts.find_identity(token).visit is None
    (row,) = rows(admin_engine, "SELECT ended_at FROM support_sessions")
    assert row["ended_at"] is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE users SET disabled_at = now() WHERE email = 'carol@example.test'",
        "UPDATE users SET is_staff = false WHERE email = 'carol@example.test'",
        "DELETE FROM tenants WHERE id = (SELECT tenant_id FROM support_sessions)",
        "UPDATE support_sessions SET ended_at = now()",
    ],
)
def test_visit_ends_when_its_staff_or_subject_is_removed(
    people: People, staff, token, admin_engine: Engine, statement
):
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)

    with admin_engine.begin() as connection:
        connection.execute(text(statement))

    known = accounts.find_identity(token)
    assert known is None or known.visit is None


def test_a_visit_that_belongs_to_another_member_of_our_staff_is_refused(
    people: People, token, staff, admin_engine: Engine
):
    """A session that refers to somebody else's visit shows nothing of the tenant."""
    support.start_visit(people.ada.tenant_id, reason=REASON, staff=staff)
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE id = :id"), {"id": people.bob.id})
    other = accounts.start_session(people.bob.id, user_agent="", ip="", is_staff=True)
    with admin_engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE sessions SET (support_session_id, support_tenant) ="
                " (SELECT support_session_id, support_tenant FROM sessions WHERE support_session_id IS NOT NULL)"
                " WHERE user_id = :id"
            ),
            {"id": people.bob.id},
        )

    assert accounts.find_identity(token).visit is not None
    assert accounts.find_identity(other).visit is None
