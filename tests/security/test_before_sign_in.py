"""Nobody learns before sign-in whether an address has an account: not from the response, nor from the work it takes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, text

from app import extensions
from app.services import accounts
from tests.architecture.request_data import forms
from tests.architecture.route_costs import count_queries, routes
from tests.architecture.route_fixtures import create_fixtures
from tests.factories import People, csrf_token

PASSWORD = "correct horse battery"
STRANGER, OWNER = "eve@example.test", "ada@example.test"
KINDS = {
    "confirmed": OWNER,
    "claimed": "liz@example.test",
    "claimed twice": "two@example.test",
    "disabled": "bob@example.test",
}
FORMS = {
    "/sign-in": {"password": PASSWORD},
    "/sign-up": {"password": PASSWORD, "name": "Eve"},
    "/password": {},
}
HASHES = {"/sign-in": 2, "/sign-up": 1, "/password": 0}
TAKES_NO_ADDRESS = {
    "/confirmations/<token>",
    "/password/<token>",
    "/session",
    "/sign-in/code",
}
VARIABLE = re.compile(r'(csrf_token" value|nonce|content)="[^"]*"|nonce-[\w-]+')


@dataclass
class Seen:
    """What a stranger sees of a request, and the work that takes the time."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    statements: list[str] = field(default_factory=list)
    transactions: int = 0
    hashes: list[str] = field(default_factory=list)
    queued: list[int] = field(default_factory=list)


@pytest.fixture
def addresses(people: People, admin_engine: Engine) -> None:
    for email in ("liz@example.test", "two@example.test", "two@example.test"):
        accounts.sign_up(name="Liz", email=email, password="another good one")
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET disabled_at = now() WHERE id = :id"), {"id": people.bob.id})


@contextmanager
def hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect which passwords are hashed, and with which parameters."""
    done: list[str] = []
    kept = PasswordHasher.hash, PasswordHasher.verify

    def hash_(hasher: PasswordHasher, password: str) -> str:
        done.append(f"hash {password}")
        return kept[0](hasher, password)

    def verify(hasher: PasswordHasher, stored: str, password: str) -> bool:
        done.append(f"verify {stored.split('$')[1:4]} {password}")
        return kept[1](hasher, stored, password)

    with monkeypatch.context() as patch:
        patch.setattr(PasswordHasher, "hash", hash_)
        patch.setattr(PasswordHasher, "verify", verify)
        yield done


def watch(app: Flask, admin: Engine, monkeypatch: pytest.MonkeyPatch, path: str, email: str) -> Seen:
    """Send the form with this address from a fresh browser."""
    extensions.redis().flushdb()
    with admin.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    client = app.test_client()
    data = {**FORMS[path], "email": email, "csrf_token": csrf_token(client)}
    with count_queries() as cost, hashing(monkeypatch) as hashes:
        response = client.post(path, data=data)
    with admin.connect() as connection:
        queued = connection.scalars(text("SELECT length(payload::text) FROM outbox")).all()
    headers = [(name, _steady(name, value)) for name, value in response.headers]
    body = VARIABLE.sub("", response.text).replace(email, "x")
    return Seen(response.status_code, headers, body, cost.statements, cost.transactions, hashes, list(queued))


def _steady(name: str, value: str) -> str:
    """Keep a cookie's name and attributes, and drop values that differ each time."""
    if name == "Set-Cookie":
        return re.sub(r"=[^;]*", "=", value)
    return "" if name.lower() in {"x-request-id", "request-id", "content-length"} else VARIABLE.sub("", value)


@pytest.mark.threat("G4")
@pytest.mark.parametrize("path", FORMS)
def test_the_response_and_the_work_are_the_same_for_all_addresses(
    app: Flask, addresses, admin_engine: Engine, monkeypatch: pytest.MonkeyPatch, path: str
):
    watch(app, admin_engine, monkeypatch, path, "warm@example.test")
    unknown = watch(app, admin_engine, monkeypatch, path, STRANGER)

    for kind, email in KINDS.items():
        seen = watch(app, admin_engine, monkeypatch, path, email)
        assert seen == unknown, kind
    assert len(unknown.hashes) == HASHES[path]


def test_every_public_form_is_compared_or_takes_no_address(app: Flask, people: People, admin_engine: Engine):
    fields = forms(create_fixtures(app, people, admin_engine))
    public = [route for route in routes(app) if route.access.kind == "public" and route.method != "GET"]

    assert {route.rule for route in public if "email" in fields.get(route.endpoint, {})} == set(FORMS)
    assert {route.rule for route in public} == set(FORMS) | TAKES_NO_ADDRESS


def test_links_that_never_existed_look_like_those_that_no_longer_work(
    app: Flask, people: People, admin_engine: Engine
):
    """A link's address says nothing about whose it was."""
    for path in ("/password/made-up", "/confirmations/made-up"):
        response = app.test_client().get(path)
        assert response.status_code == 404
        assert OWNER not in response.text
