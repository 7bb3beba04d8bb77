import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Config
from app.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable
from app.logs import RequestIdFilter
from app.web.auth import public
from tests.factories import csrf_token


@pytest.fixture
def app(clean_database: Config) -> Flask:
    """An application to which a test can add routes."""
    return create_app(clean_database)


def add_route(app: Flask, error: Exception) -> FlaskClient:
    @public
    def view() -> None:
        raise error

    app.add_url_rule("/raise", view_func=view, methods=["GET", "POST"])
    app.testing = False
    return app.test_client()


def test_unexpected_error_gets_a_friendly_page_and_a_reference(app: Flask, caplog):
    client = add_route(app, ZeroDivisionError("a secret detail"))
    caplog.handler.addFilter(RequestIdFilter())

    with caplog.at_level(logging.ERROR):
        response = client.get("/raise")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["X-Request-Id"] in response.text
    assert [entry.request_id for entry in caplog.records] == [response.headers["X-Request-Id"]]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("Gone."), 404),
        (Forbidden("Not yours."), 403),
        (Invalid("Wrong."), 422),
        (Conflict("Taken."), 409),
        (TooMany("Wait.", retry_after=7), 429),
        (Unavailable("Away."), 503),
    ],
)
def test_domain_error_gets_its_status_and_message(app: Flask, error, status):
    response = add_route(app, error).get("/raise")

    assert response.status_code == status
    assert str(error) in response.text


def test_too_many_requests_sends_retry_after(app: Flask):
    assert add_route(app, TooMany(retry_after=7)).get("/raise").headers["Retry-After"] == "7"


def test_an_htmx_request_gets_a_notice_that_leaves_the_form_in_place(app: Flask):
    response = add_route(app, Conflict("Taken.")).get("/raise", headers={"HX-Request": "true"})

    assert response.headers["HX-Retarget"] == "#notices"
    assert "<html" not in response.text
    assert "Taken." in response.text


def test_a_script_gets_json(app: Flask):
    response = add_route(app, Conflict("Taken.")).get("/raise", headers={"Accept": "application/json"})

    assert response.json["error"]["message"] == "Taken."


def test_unknown_page_gets_a_friendly_page(client: FlaskClient):
    response = client.get("/nowhere")

    assert response.status_code == 404
    assert "Page not found" in response.text


def test_wrong_method_gets_a_friendly_page(client: FlaskClient):
    response = client.delete("/sign-in")

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_oversized_request_gets_a_friendly_page(client: FlaskClient):
    token = csrf_token(client)

    response = client.post("/sign-in", data={"email": "x" * 20_000_000, "csrf_token": token})

    assert response.status_code == 413
    assert "too much at once" in response.text


def test_failing_error_page_falls_back_to_a_bare_page(app: Flask, monkeypatch):
    client = add_route(app, ZeroDivisionError())
    monkeypatch.setitem(app.jinja_env.globals, "is_current", None)

    response = client.get("/raise")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
