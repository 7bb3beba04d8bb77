import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app.models import Role
from tests.factories import People
from tests.security.routes import SAFE, targets
from tests.security.test_access_csrf import checksum

# The parts of responses that differ between any two requests.
MASKED = re.compile(r"[\w-]{100,}=*")
"""A form's CSRF token, masked differently each time."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VARYING_HEADERS = {"X-Request-Id", "Content-Security-Policy", "Set-Cookie", "Date"}
KEYS = (
    "site_id",
    "page_id",
    "session_id",
    "tenant_id",
    "build_id",
    "block_id",
    "version_id",
    "publication_id",
)


def ids_of(people: People) -> dict[str, object]:
    return {
        "site_id": people.carol.site_id,
        "page_id": people.carol.page_id,
        "tenant_id": people.carol.tenant_id,
        "session_id": people.carol.id,
    }


def addressed(app: Flask, ids: dict[str, object]):
    """Yield the routes whose URLs contain ids of a tenant's data."""
    for target in targets(app, ids):
        rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == target.endpoint)
        if set(KEYS) & set(rule.arguments):
            yield target


@pytest.mark.parametrize("role", ["ada", "bob"])
def test_ids_of_another_tenant_get_the_same_response_as_unknown_ids(
    app: Flask, client: FlaskClient, people: People, admin_engine: Engine, role
):
    getattr(people, role).sign_in(client)
    theirs = list(addressed(app, ids_of(people)))
    before = checksum(admin_engine)
    different = {}

    for target in theirs:
        one = client.open(target.path, method=target.method, data={"title": "x", "name": "x"})
        path = target.path
        for key in ids_of(people).values():
            path = path.replace(str(key), str(uuid4()))
        other = client.open(path, method=target.method, data={"title": "x", "name": "x"})
        if comparable(one) != comparable(other) or one.status_code not in {303, 403, 404}:
            different[str(target)] = (one.status_code, other.status_code)

    assert len(theirs) > 20
    assert different == {}
    assert checksum(admin_engine) == before


def comparable(response) -> tuple:
    headers = {
        name: UUID.sub("", value) for name, value in response.headers.items() if name not in VARYING_HEADERS
    }
    return response.status_code, UUID.sub("", MASKED.sub("", response.text)), headers


@pytest.mark.parametrize("field", ["after", "site_id", "page_id", "tenant_id"])
def test_id_of_another_tenant_in_a_form_changes_none_of_that_tenants_rows(
    app: Flask, client: FlaskClient, people: People, admin_engine: Engine, field
):
    people.ada.sign_in(client)
    own = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}
    value = {"after": people.carol.page_id, **ids_of(people)}[field]
    theirs = rows_of(admin_engine, people.carol.tenant_id)

    for target in targets(app, own):
        if target.method != "GET" and target.endpoint != "accounts.delete_session":
            client.open(target.path, method=target.method, data={field: str(value)})

    assert rows_of(admin_engine, people.carol.tenant_id) == theirs


def rows_of(engine: Engine, tenant_id) -> list[str]:
    tables = ("sites", "pages", "hosts", "page_operations", "site_builds", "memberships")
    with engine.connect() as connection:
        return [
            str(
                connection.execute(
                    text(f"SELECT * FROM {table} WHERE tenant_id = :id"), {"id": tenant_id}
                ).all()
            )
            for table in tables
        ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_exactly_the_access_that_the_routes_declare(
    app: Flask, client: FlaskClient, people: People, admin_engine: Engine, role
):
    ranks = [Role.VIEWER, Role.EDITOR, Role.OWNER]
    people.bob.sign_in(client)
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE memberships SET role = :role WHERE user_id = :id"),
            {"role": role, "id": people.bob.id},
        )
    own = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}
    wrong = {}

    for target in targets(app, own):
        if target.access.kind != "member":
            continue
        status = client.open(target.path, method=target.method, data={}).status_code
        is_refused = status == 403
        should_be = ranks.index(target.access.role) > ranks.index(role)
        if is_refused != should_be:
            wrong[str(target)] = status

    assert wrong == {}


def test_a_viewer_changes_nothing_whatever_the_routes_declare(
    app: Flask, client: FlaskClient, people: People, admin_engine: Engine
):
    people.bob.sign_in(client)
    with admin_engine.begin() as connection:
        connection.execute(
            text("UPDATE memberships SET role = 'viewer' WHERE user_id = :id"), {"id": people.bob.id}
        )
    own = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}
    before = checksum(admin_engine)

    statuses = {
        str(target): client.open(target.path, method=target.method, data={"title": "x"}).status_code
        for target in targets(app, own)
        if target.method not in SAFE and target.access.kind == "member"
    }

    assert len(statuses) > 60
    assert {name: status for name, status in statuses.items() if status != 403} == {}
    assert checksum(admin_engine) == before


def test_the_support_console_does_not_exist_for_anybody_but_staff(
    app: Flask, client: FlaskClient, people: People, admin_engine: Engine
):
    people.ada.sign_in(client)
    before = checksum(admin_engine)

    statuses = {
        str(target): client.open(target.path, method=target.method, data={"reason": "x"}).status_code
        for target in targets(app, {"tenant_id": people.carol.tenant_id})
        if target.access.kind == "staff"
    }

    assert len(statuses) > 3
    assert {name: status for name, status in statuses.items() if status != 404} == {}
    assert checksum(admin_engine) == before


def test_removed_member_is_refused_on_the_next_request(
    client: FlaskClient, people: People, admin_engine: Engine
):
    people.bob.sign_in(client)
    assert client.get("/sites").status_code == 200

    with admin_engine.begin() as connection:
        connection.execute(text("DELETE FROM memberships WHERE user_id = :id"), {"id": people.bob.id})

    assert client.get("/sites").status_code == 403


def test_anonymous_client_can_access_only_public_routes(app: Flask, client: FlaskClient, people: People):
    own = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}
    wrong = {}

    for target in targets(app, own):
        if target.access.kind in {"public", "stateless"}:
            continue
        response = client.open(target.path, method=target.method)
        expected = 303 if target.method == "GET" else 401
        if response.status_code != expected:
            wrong[str(target)] = response.status_code

    assert wrong == {}
