"""Lookups before sign-in return one row for an exact match, and nothing else."""

import hashlib

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.factories import People
from tests.security.attempts import AppRole


@pytest.fixture
def app_connection(people: People, config):
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        yield AppRole(connection)


@pytest.fixture
def change(admin_engine: Engine):
    def act(statement: str, **values) -> None:
        with Session(admin_engine) as session, session.begin():
            session.execute(text(statement), values)

    return act


@pytest.mark.parametrize(
    "address", ["", "%", "_", "ada", "example.test", "ada@example.test%", "' OR true --"]
)
def test_an_account_is_found_only_by_its_complete_address(app_connection, address):
    find = "SELECT * FROM find_accounts(%s, '{}', '{}')"
    assert app_connection.attempt(find, [address]).count == 0
    assert app_connection.attempt(find, ["ADA@example.test"]).count == 1
    assert app_connection.attempt("SELECT * FROM find_login(%s)", [address]).count == 0
    assert app_connection.attempt("SELECT * FROM find_login('ADA@example.test')").count == 1


def test_a_session_is_found_until_it_ends(app_connection, people, change):
    token = hashlib.sha256(b"token").digest()
    find = "SELECT user_id FROM find_session(%s)"
    change(
        "INSERT INTO sessions (id, user_id, token_hash, expires_at)"
        " VALUES (gen_random_uuid(), :user, :token, now() + interval '1 hour')",
        user=people.ada.id,
        token=token,
    )
    assert app_connection.attempt(find, [token]).rows == ((people.ada.id,),)
    assert app_connection.attempt(find, [token[:-1]]).count == 0
    for ending, back in (
        ("UPDATE sessions SET revoked_at = now()", "UPDATE sessions SET revoked_at = NULL"),
        ("UPDATE users SET disabled_at = now()", "UPDATE users SET disabled_at = NULL"),
        (
            "UPDATE sessions SET expires_at = now()",
            "UPDATE sessions SET expires_at = now() + interval '1 hour'",
        ),
    ):
        change(ending)
        assert app_connection.attempt(find, [token]).count == 0
        change(back)
        assert app_connection.attempt(find, [token]).count == 1


def test_a_password_link_is_found_until_it_is_used(app_connection, people, change):
    find = "SELECT user_id FROM find_password_reset('x')"
    change(
        "INSERT INTO password_resets (id, user_id, token_hash, expires_at)"
        " VALUES (gen_random_uuid(), :user, 'x', now() + interval '1 hour')",
        user=people.ada.id,
    )
    assert app_connection.attempt(find).rows == ((people.ada.id,),)
    change("UPDATE password_resets SET used_at = now()")
    assert app_connection.attempt(find).count == 0


def test_tenants_are_found_only_by_active_staff(app_connection, people, change):
    find = "SELECT * FROM search_tenants('desk')"
    assert app_connection.attempt(find).count == 0
    assert app_connection.attempt(find, user=people.ada.id, tenant=people.ada.tenant_id).count == 0
    change("UPDATE users SET is_staff = true WHERE id = :id", id=people.bob.id)
    assert app_connection.attempt(find, user=people.bob.id).count == 2
    assert app_connection.attempt("SELECT * FROM search_tenants('%%')", user=people.bob.id).count == 0
    assert app_connection.attempt("SELECT * FROM search_tenants('d')", user=people.bob.id).count == 0
    change("UPDATE users SET disabled_at = now() WHERE id = :id", id=people.bob.id)
    assert app_connection.attempt(find, user=people.bob.id).count == 0


@pytest.mark.parametrize("address", ["database_platform_url", "database_edge_url"])
def test_the_restricted_roles_may_not_call_lookup_functions(people, config, address):
    with psycopg.connect(getattr(config, address), autocommit=True) as connection:
        role = AppRole(connection)
        for statement in (
            "SELECT find_accounts('ada@example.test', '{}', '{}')",
            "SELECT find_login('ada@example.test')",
            "SELECT find_signed_in_user('x')",
            "SELECT find_session('x')",
            "SELECT find_password_reset('x')",
            "SELECT search_tenants('desk')",
        ):
            assert role.attempt(statement).is_refused


def test_the_edge_reads_only_host_names_and_live_builds(people, config):
    with psycopg.connect(config.database_edge_url, autocommit=True) as connection:
        edge = AppRole(connection)
        assert edge.attempt("SELECT hostname, site_id, state, redirects_to FROM hosts").count == 2
        assert edge.attempt("SELECT tenant_id, id, live_build_id, live_seq FROM sites").count == 2
        for statement in (
            "SELECT name FROM sites",
            "SELECT FROM pages",
            "SELECT FROM users",
            "SELECT FROM tenants",
            "UPDATE hosts SET state = 'active'",
            "DELETE FROM edge_events",
            "INSERT INTO edge_events (tenant_id, kind) VALUES (gen_random_uuid(), 'host')",
        ):
            assert edge.attempt(statement).is_refused, statement
