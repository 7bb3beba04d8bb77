"""Fixtures: Ada's editor, and a member of our staff, before and during a support visit to Ada's sites."""

from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app.services.documents.cache import trees
from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import PASSWORD, People, csrf_token

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REASON = "The heading overlaps on a phone"


@pytest.fixture
def staff(app: Flask, people: People, admin_engine: Engine) -> FlaskClient:
    """A client in which Carol is signed in as a member of our staff."""
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE email = 'carol@example.test'"))
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = :secret WHERE user_id = :id"),
            {"secret": SECRET, "id": people.carol.id},
        )
    client = app.test_client()
    token = {"csrf_token": csrf_token(client)}
    client.post("/sign-in", data={"email": people.carol.email, "password": PASSWORD, **token})
    client.post("/sign-in/code", data={"code": pyotp.TOTP(SECRET).now(), "csrf_token": csrf_token(client)})
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(client)
    return client


@pytest.fixture
def visitor(staff: FlaskClient, people: People) -> FlaskClient:
    """The staff member's client, on a support visit to Ada's sites."""
    response = staff.post(f"/support/tenants/{people.ada.tenant_id}/visits", data={"reason": REASON})
    assert response.headers["Location"] == "/sites"
    return staff


@pytest.fixture
def editor(client: FlaskClient, people: People) -> Iterator[Editor]:
    """Ada's editor."""
    trees.clear()
    return open_editor(client, people.ada)
