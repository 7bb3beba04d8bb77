"""What people see while PostgreSQL or Valkey is away: friendly pages with all security headers, on every route."""

from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from app import extensions
from app.web.http import BARE_HEADERS
from tests import house
from tests.factories import csrf_token
from tests.ports import free_ports
from tests.scale import every
from tests.security.routes import targets

SECURITY = {*BARE_HEADERS, "X-Request-Id"}


@contextmanager
def postgresql_away(config):
    """Make the real PostgreSQL end all connections to the database and refuse new ones."""
    server = house.admin_url(config).replace("/quillspace?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("ALTER DATABASE quillspace ALLOW_CONNECTIONS false")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'quillspace%'"
        )
        try:
            yield
        finally:
            admin.execute("ALTER DATABASE quillspace ALLOW_CONNECTIONS true")


@contextmanager
def valkey_away(config):
    """Make Valkey's address one that refuses connections."""
    (port,) = free_ports(1)
    extensions.configure(replace(config, redis_url=f"redis://127.0.0.1:{port}"))
    try:
        yield
    finally:
        extensions.configure(config)


def answers(client, token, app, *, step=1, **headers):
    for target in every(step, list(targets(app, {}))):
        data = None if target.method == "GET" else {"csrf_token": token}
        yield target, client.open(target.path, method=target.method, data=data, headers=headers)


def check_headers(target, response):
    if target.endpoint != "static":
        assert SECURITY - set(response.headers.keys()) == set(), target
    if response.status_code == 503:
        assert int(response.headers["Retry-After"]) > 0, target


def test_every_route_of_an_author_says_that_it_will_be_back(app, client, people, clean_database):
    people.ada.sign_in(client)
    token = csrf_token(client)
    app.testing = False
    with postgresql_away(clean_database):
        for target, response in answers(client, token, app):
            check_headers(target, response)
            if target.access.kind != "stateless":
                assert response.status_code == 503, target
                assert "We’ll be right back" in response.text, target
                assert "Sign in" not in response.text, target
    app.testing = True
    house.connect(clean_database)
    assert client.get("/sites").status_code == 200


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("headers", "mark"),
    [({"HX-Request": "true"}, 'class="notice'), ({"Accept": "application/json"}, '"status":503')],
    ids=["htmx", "json"],
)
def test_a_script_gets_its_fragment_or_json_while_the_database_is_away(
    app, client, people, clean_database, headers, mark
):
    people.ada.sign_in(client)
    token = csrf_token(client)
    app.testing = False
    with postgresql_away(clean_database):
        for target, response in answers(client, token, app, step=6, **headers):
            check_headers(target, response)
            if target.access.kind != "stateless":
                assert response.status_code == 503, target
                assert mark in response.text.replace(" ", "") or mark in response.text, target
                assert "<html" not in response.text
    app.testing = True
    house.connect(clean_database)


@pytest.mark.sampled
@pytest.mark.parametrize("away", [postgresql_away, valkey_away])
def test_no_route_fails_without_headers_during_an_outage(app, client, people, clean_database, away):
    if away is valkey_away:
        people.ada.sign_in(client)
    token = csrf_token(client)
    app.testing = False
    with away(clean_database):
        for target, response in answers(client, token, app, step=3):
            check_headers(target, response)
            assert response.status_code != 500, target
    app.testing = True
    house.connect(clean_database)
