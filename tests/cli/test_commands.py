"""Commands of `quillspace`: their effects and their output."""

import psycopg
import pytest

from app.config import DATABASE_ROLES
from tests import house


def rows(config, query):
    with psycopg.connect(house.admin_url(config)) as connection:
        return connection.execute(query).fetchall()


def test_tenant_create_creates_an_owner_who_can_sign_in(quillspace, clean_database):
    result = quillspace("tenant", "create", "--name", "Mary Shelley", "--email", "mary@example.test")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("mary@example.test can now sign in. Password: ")
    assert rows(clean_database, "SELECT role FROM memberships") == [("owner",)]


def test_tenant_create_reports_invalid_input(quillspace):
    result = quillspace(
        "tenant", "create", "--name", "Mary", "--email", "mary@example.test", "--password", "short"
    )
    assert result.exit_code == 1
    assert result.output.startswith("Error: Please use at least")


@pytest.mark.parametrize("by", ["host", "id"])
def test_site_publish_requests_a_build(quillspace, people, clean_database, by):
    name = "ada.localhost" if by == "host" else str(people.ada.site_id)
    result = quillspace("site", "publish", name)
    assert result.exit_code == 0, result.output
    assert rows(clean_database, "SELECT site_id, status FROM site_builds") == [
        (people.ada.site_id, "pending")
    ]


def test_site_builds_lists_builds(quillspace, people):
    quillspace("site", "publish", "ada.localhost")
    assert "pending" in quillspace("site", "builds", "ada.localhost").output


def test_site_rollback_to_a_missing_build_is_rejected(quillspace, people):
    result = quillspace("site", "rollback", "ada.localhost", "00000000-0000-4000-8000-00000000dead")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_an_unknown_site_is_rejected_in_one_line(quillspace):
    result = quillspace("site", "publish", "nobody.localhost")
    assert result.exit_code == 1
    assert result.output.startswith("Error: There is no site nobody.localhost.")


def test_database_prepare_keeps_the_passwords_of_existing_roles(quillspace, config):
    result = quillspace("database", "prepare", "--admin-url", house.admin_url(config))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("exists; its password is unchanged") == len(DATABASE_ROLES)


def test_database_prepare_reports_an_unreachable_server(quillspace):
    result = quillspace(
        "database", "prepare", "--admin-url", "postgresql://127.0.0.1:1/postgres?connect_timeout=2"
    )
    assert result.exit_code == 1
    assert "Error: connection" in result.output


def test_migrate_is_idempotent(quillspace):
    assert quillspace("migrate").exit_code == 0
