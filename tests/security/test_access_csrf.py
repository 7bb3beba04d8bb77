import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.factories import People
from tests.security.routes import SAFE, targets

FORGERIES = {
    "no token": {},
    "another token": {"X-CSRF-Token": "x" * 43},
    "another masked token": {"X-CSRF-Token": "A" * 115 + "="},
    "half a masked token": {"X-CSRF-Token": "A" * 61},
    "no masked token": {"X-CSRF-Token": "!é" * 40},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a site beside ours": {"Sec-Fetch-Site": "same-site"},
    "another origin": {"Origin": "http://evil.test"},
    "an origin that begins like ours": {"Origin": "http://localhost.evil.test"},
    "no origin": {"Origin": "null"},
    "htmx alone": {"HX-Request": "true"},
}


def checksum(engine: Engine) -> list[tuple[str, int, str]]:
    """Return the number and a hash of each table's rows, except sessions, which record when they were last seen."""
    with engine.connect() as connection:
        tables = connection.scalars(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sessions' ORDER BY 1"
            )
        ).all()
        return [
            (
                table,
                *connection.execute(
                    text(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")
                ).one(),
            )
            for table in tables
        ]


@pytest.fixture
def signed_in(client: FlaskClient, people: People) -> FlaskClient:
    people.ada.sign_in_by_form(client)
    return client


@pytest.mark.parametrize("forgery", FORGERIES)
def test_cross_site_request_is_rejected_and_changes_nothing(
    app: Flask, signed_in: FlaskClient, people: People, admin_engine: Engine, forgery
):
    headers = FORGERIES[forgery]
    token = signed_in.environ_base.pop("HTTP_X_CSRF_TOKEN")
    if forgery in {
        "another site",
        "a site beside ours",
        "another origin",
        "an origin that begins like ours",
        "no origin",
    }:
        headers = {**headers, "X-CSRF-Token": token}
    before = checksum(admin_engine)

    statuses = {
        str(target): signed_in.open(
            target.path, method=target.method, headers=headers, data={"title": "x"}
        ).status_code
        for target in targets(
            app,
            {
                "site_id": people.ada.site_id,
                "page_id": people.ada.page_id,
                "tenant_id": people.ada.tenant_id,
                "session_id": people.ada.id,
            },
        )
        if target.method not in SAFE and target.access.kind != "stateless"
    }

    assert len(statuses) > 20
    assert {name: status for name, status in statuses.items() if status != 403} == {}
    assert checksum(admin_engine) == before


def test_json_sent_as_plain_text_is_rejected(signed_in: FlaskClient, people: People):
    del signed_in.environ_base["HTTP_X_CSRF_TOKEN"]

    response = signed_in.patch("/account", data='{"name": "x", "csrf_token": ""}', content_type="text/plain")

    assert response.status_code == 403


def test_token_in_the_form_or_in_the_header_is_accepted(signed_in: FlaskClient, people: People):
    token = signed_in.environ_base.pop("HTTP_X_CSRF_TOKEN")

    assert signed_in.patch("/account", data={"name": "One", "csrf_token": token}).status_code == 303
    assert (
        signed_in.patch("/account", data={"name": "Two"}, headers={"X-CSRF-Token": token}).status_code == 303
    )


def test_get_requests_change_nothing(
    app: Flask, signed_in: FlaskClient, people: People, admin_engine: Engine
):
    before = checksum(admin_engine)

    ids = {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}
    for target in targets(app, ids):
        if target.method == "GET":
            signed_in.get(target.path)

    assert checksum(admin_engine) == before


def test_the_token_is_masked_differently_on_every_page_and_always_valid(client: FlaskClient, people: People):
    people.ada.sign_in_by_form(client)

    tokens = {
        re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sites").text)[1] for _ in range(3)
    }

    assert len(tokens) == 3
    for token in tokens:
        assert client.post("/sites", data={}, headers={"X-CSRF-Token": token}).status_code == 422
