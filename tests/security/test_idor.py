"""Another tenant's ids, anywhere in any request, get the same response as unknown ids, and change nothing."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg.types.json import Jsonb

from tests import house
from tests.factories import make_people, puck
from tests.security.conftest import checksums
from tests.security.look_alikes import LookAlike, Schema, fresh_id
from tests.security.routes import SAFE, Target, targets

APP = Path(__file__).parents[2] / "app"

# The table to which each id in a URL belongs. A test fails if an id is missing here.
NAMED = {
    "site_id": "sites",
    "page_id": "pages",
    "section_id": "pages",
    "saved_id": "saved_sections",
    "build_id": "site_builds",
    "version_id": "page_versions",
    "session_id": "sessions",
    "tenant_id": "tenants",
    "block_id": "blocks",
    "conflict_id": "page_conflicts",
    # A browser tab; it references no table.
    "client_id": "operations",
    "asset_id": "assets",
    "redirect_id": "site_redirects",
    "release_id": "releases",
    "preview_id": "previews",
}
COMMON = ("sites", "pages", "blocks", "operations", "users")
RARE = (
    "assets",
    "site_redirects",
    "releases",
    "previews",
    "saved_sections",
    "site_builds",
    "page_versions",
    "page_conflicts",
    "sessions",
    "tenants",
    "hosts",
    "template_versions",
    "support_sessions",
)
KINDS = (*COMMON, *RARE)

# Routes that delete what the others need: a page, a session, a password.
LAST = ("deletion", "delete_session", "revocation", "password", "visit_end", "create_switch")
# The parts that differ between any two responses: ids, tokens, hashes, times of day.
VARYING = re.compile(
    r"\.[\w-]{6}\.(?=[\w-]{22})|aaaaaaaa-[0-9a-f-]*|[0-9a-f-]{36}|[\w-]{22,}|[0-9a-f]{12}|\d{10}|\d\d:\d\d(:\d\d(\.\d+)?)?"
)


@pytest.fixture
def schema(app: Flask, admin_engine) -> Schema:
    with admin_engine.connect() as connection:
        return Schema.read(connection.connection.driver_connection)


def test_every_id_in_a_url_has_a_known_table(app: Flask):
    places = {
        name
        for rule in app.url_map.iter_rules()
        for name in rule.arguments
        if name.endswith("_id") and rule.endpoint.split(".")[0] != "dev"
    }
    assert places <= set(NAMED)


def test_ids_of_another_tenant_in_a_url_get_the_same_response_as_unknown_ids(
    app: Flask, clean_database, admin_engine, schema
):
    first = play(app, clean_database, admin_engine, schema, in_addresses, are_theirs=True)
    second = play(app, clean_database, admin_engine, schema, in_addresses, are_theirs=False)
    assert differences(first, second) == {}
    assert len(first) > 30
    assert {name: status for name, (status, _body) in first.items() if status not in {403, 404}} == {}


@pytest.mark.parametrize("kind", [*COMMON, *(pytest.param(kind, marks=pytest.mark.soak) for kind in RARE)])
def test_ids_of_another_tenant_in_fields_and_headers_get_the_same_response_as_unknown_ids(
    app: Flask, clean_database, admin_engine, schema, kind
):
    def in_fields(app, ours, ids):
        return in_every_field(app, ours, ids[kind])

    first = play(app, clean_database, admin_engine, schema, in_fields, are_theirs=True)
    second = play(app, clean_database, admin_engine, schema, in_fields, are_theirs=False)
    print(f"{kind}: {len(first)} responses, {dict(Counter(status for status, _body in first.values()))}")
    assert differences(first, second) == {}
    assert set(first) == {str(target) for target in targets(app, {}) if target.endpoint != "static"}
    assert [name for name, (status, _body) in first.items() if status >= 500] == []


def play(app, config, engine, schema, requests, *, are_theirs):
    """Send requests as a fresh tenant, and return the responses by route, without the parts that always differ.

    Fails if a row of the other tenant has changed.
    """
    house.empty(config)
    people = make_people(engine)
    theirs = LookAlike(schema)
    theirs.rows["pages"] |= {"puck_data": Jsonb(_page_with("their-block")), "revision": 0}
    with psycopg.connect(house.admin_url(config), autocommit=True) as admin:
        with admin.transaction():
            theirs.store(admin)
        before = checksums(admin, schema, theirs)
        client = app.test_client()
        people.ada.sign_in(client)
        ours = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "block_id": "heading-1"}
        ids = {table: row["id"] for table, row in theirs.rows.items() if table in KINDS}
        ids |= {"blocks": "their-block", "operations": theirs.rows["page_operations"]["operation_id"]}
        if not are_theirs:
            ids = {kind: "their-blank" if kind == "blocks" else fresh_id() for kind in KINDS}
        responses = {
            str(target): shown(client.open(target.path, method=target.method, **more), ids.values())
            for target, more in requests(app, ours, ids)
        }
        assert checksums(admin, schema, theirs) == before
    return responses


def in_addresses(app, _ours, ids) -> Iterator[tuple[Target, dict]]:
    """Yield each route that has ids in its URL, with these ids."""
    values = {place: ids[kind] for place, kind in NAMED.items()}
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments & set(NAMED)}
    for target in ordered(targets(app, values)):
        if target.endpoint in named:
            yield (
                target,
                {
                    "headers": {"HX-Request": "true"},
                    "data": {"title": "x"} if target.method not in SAFE else {},
                },
            )


def in_every_field(app, ours, value) -> Iterator[tuple[Target, dict]]:
    """Yield each route with our own ids in its URL, and with this id in every field, query parameter and header."""
    sent = dict.fromkeys(fields(), str(value))
    headers = {
        "HX-Request": "true",
        "HX-Source": f"form#block-{value}",
        "HX-Target": f"div#page-{value}",
        "HX-Current-URL": f"http://localhost/pages/{value}/edit",
        "Referer": f"http://localhost/sites/{value}",
    }
    for target in ordered(targets(app, ours)):
        if target.endpoint != "static":
            place = "query_string" if target.method in SAFE else "data"
            yield target, {place: sent, "headers": headers}


def fields() -> set[str]:
    """Return every name that the web layer reads from a request: arguments of `….get(…)`, and form inputs."""
    found = set()
    for path in [*(APP / "web").rglob("*.py"), *(APP / "blueprints").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                if isinstance(node.func, ast.Attribute) and ast.unparse(node.func).startswith("request."):
                    found.add(node.args[0].value)
                if isinstance(node.func, ast.Name) and node.func.id in {
                    "read_id",
                    "read_uuid",
                    "read_revision",
                    "_number",
                }:
                    found.add(node.args[0].value)
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Input("):
                found |= {ast.unparse(target) for target in node.targets}
    names = {name for name in found if isinstance(name, str) and name.isidentifier()}
    assert {"after", "slot", "operation_id", "group_id", "subdomain", "template"} <= names
    return names - {"csrf_token"}


def ordered(found) -> list[Target]:
    """Sort the requests: first those that only read, then changes, then deletions."""
    return sorted(
        found,
        key=lambda target: (
            any(word in f"{target.endpoint} {target.path}" for word in LAST),
            target.method not in SAFE,
            str(target),
        ),
    )


def shown(response, ids) -> tuple[int, str]:
    """Return the status, redirect target and body, without the ids that were sent and the parts that always differ."""
    body = f"{response.headers.get('Location', '')} {response.text}"
    for value in ids:
        body = body.replace(str(value), "SENT")
    return response.status_code, VARYING.sub("VARYING", body)


def differences(first, second):
    """Return the statuses and the lines that differ, by route."""
    return {
        name: (status, second[name][0], sorted(set(body.splitlines()) ^ set(second[name][1].splitlines())))
        for name, (status, body) in first.items()
        if second[name] != (status, body)
    }


def _page_with(block):
    page = puck("the same")
    page["content"][0]["props"]["id"] = block
    return page
