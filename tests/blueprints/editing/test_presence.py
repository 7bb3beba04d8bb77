import html
import re
import time
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import Client, TestResponse

from app.services import presence
from app.web.auth.tickets import LIFETIME
from tests.blueprints.editor_client import Editor, open_editor
from tests.factories import People

CLIENT = str(uuid4())


@pytest.fixture(autouse=True)
def reset_circuit_breaker():
    """Reset the circuit breaker before each test."""
    presence._CircuitBreaker.until = 0.0


def ticket_of(editor: Editor) -> str:
    return editor.client.get(f"{editor.url}/ticket").text


def check_in(
    client: FlaskClient, url: str, ticket: str, *, client_id: str = CLIENT, **query: object
) -> TestResponse:
    return client.post(f"{url}/presence/{client_id}", query_string=query, headers={"QS-Ticket": ticket})


def test_the_editor_screen_contains_a_ticket(editor: Editor):
    screen = editor.client.get(f"{editor.url}/edit").text
    ticket = html.unescape(re.search(r'data-ticket="([^"]+)"', screen)[1])

    assert check_in(editor.client, editor.url, ticket).json["revision"] == 0


def test_without_news_the_response_is_a_204(editor: Editor):
    ticket = ticket_of(editor)
    state = check_in(editor.client, editor.url, ticket, block="").json

    again = check_in(editor.client, editor.url, ticket, revision=state["revision"], who=state["who"])

    assert (again.status_code, again.data) == (204, b"")


def test_presence_reports_a_change_and_a_person(app: Flask, editor: Editor, people: People):
    bob = open_editor(app.test_client(), people.bob)
    check_in(bob.client, bob.url, ticket_of(bob), client_id=str(uuid4()), block="heading-1")
    bob.add("Quote")

    state = check_in(editor.client, editor.url, ticket_of(editor), revision=0, who="").json

    assert state["revision"] == 1
    assert [(one["name"], one["block"], one["isMe"]) for one in state["people"]] == [
        ("Bob", "heading-1", False)
    ]


def test_a_ticket_needs_no_session(app: Flask, editor: Editor):
    response = check_in(app.test_client(), editor.url, ticket_of(editor))

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_a_person_who_leaves_is_no_longer_listed(app: Flask, editor: Editor, people: People):
    bob = open_editor(app.test_client(), people.bob)
    ticket = ticket_of(bob)
    check_in(bob.client, bob.url, ticket, block="")

    bob.client.delete(f"{bob.url}/presence/{CLIENT}", headers={"QS-Ticket": ticket})

    assert check_in(editor.client, editor.url, ticket_of(editor), client_id=str(uuid4())).json["people"] == []


def test_a_forged_ticket_is_refused(app: Flask, editor: Editor, people: People):
    ticket = ticket_of(editor)
    forger = URLSafeTimedSerializer("another key", salt="an open editor")
    other_use = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="something else")
    payload = [people.ada.tenant_id.hex, people.ada.page_id.hex, people.ada.id.hex, "Ada"]

    forgeries = ["", "x", ticket[:-1], "x" + ticket, forger.dumps(payload), other_use.dumps(payload)]

    assert [check_in(editor.client, editor.url, each).status_code for each in forgeries] == [403] * 6


def test_a_ticket_is_for_one_page_of_one_tenant(app: Flask, editor: Editor, people: People):
    carol = open_editor(app.test_client(), people.carol)

    assert check_in(editor.client, carol.url, ticket_of(editor)).status_code == 403
    assert check_in(carol.client, editor.url, ticket_of(carol)).status_code == 403
    assert carol.client.get(f"{editor.url}/ticket").status_code == 404


def test_a_ticket_is_valid_for_two_minutes(editor: Editor):
    ticket = ticket_of(editor)
    now = time.time()
    with time_machine.travel(now + LIFETIME - 1, tick=False):
        assert check_in(editor.client, editor.url, ticket).status_code == 200

    with time_machine.travel(now + LIFETIME + 2, tick=False):
        assert check_in(editor.client, editor.url, ticket).status_code == 403


def test_signed_out_people_and_former_members_get_no_new_ticket(
    app: Flask, editor: Editor, people: People, admin_engine
):
    bob = open_editor(app.test_client(), people.bob)
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM memberships WHERE role = 'editor'")
        connection.exec_driver_sql(
            f"UPDATE sessions SET revoked_at = now() WHERE user_id = '{people.ada.id}'"
        )

    assert bob.client.get(f"{bob.url}/ticket").status_code == 403
    response = editor.client.get(f"{editor.url}/ticket", headers={"HX-Request": "true"})
    assert response.status_code == 401


def test_a_deleted_page_is_not_found(editor: Editor, admin_engine):
    ticket = ticket_of(editor)
    with admin_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE pages SET deleted_at = now()")

    response = editor.client.post(
        f"{editor.url}/presence/{CLIENT}", headers={"QS-Ticket": ticket, "Accept": "application/json"}
    )

    assert response.status_code == 404


def test_the_route_responds_like_the_fast_path(app: Flask, editor: Editor):
    ticket, path = ticket_of(editor), f"{editor.url}/presence/{CLIENT}"
    shortcut, route = Client(app.wsgi_app), Client(app.wsgi_app._app)
    state = shortcut.post(path, headers={"QS-Ticket": ticket})
    known = {"revision": state.json["revision"], "who": state.json["who"]}

    assert route.post(path, headers={"QS-Ticket": ticket}).json == state.json
    assert route.post(path, headers={"QS-Ticket": ticket}, query_string=known).status_code == 204
    assert route.post(path, headers={"QS-Ticket": "forged"}).status_code == 403
