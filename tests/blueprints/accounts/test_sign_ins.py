import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.factories import PASSWORD, People, csrf_token
from tests.web.http.test_redirects import HOSTILE


def post(client: FlaskClient, email: str, password: str = PASSWORD, **more):
    data = {"email": email, "password": password, "csrf_token": csrf_token(client), **more}
    return client.post("/sign-in", data=data)


def test_sign_in_redirects_to_the_sites(client, people: People):
    response = post(client, people.ada.email)

    assert response.status_code == 303
    assert response.headers["Location"] == "/sites"
    assert "Letters" in client.get("/sites").text


def test_sign_in_redirects_to_the_requested_page(client, people: People):
    asked = client.get(f"/sites/{people.ada.site_id}/settings")
    assert asked.status_code == 303

    response = post(client, people.ada.email, next=f"/sites/{people.ada.site_id}/settings")

    assert asked.headers["Location"] == f"/sign-in?next=/sites/{people.ada.site_id}/settings"
    assert response.headers["Location"] == f"/sites/{people.ada.site_id}/settings"


@pytest.mark.parametrize("target", [each for each in HOSTILE if each])
def test_sign_in_never_redirects_to_another_host(client, people: People, target):
    response = post(client, people.ada.email, next=target)

    assert response.headers["Location"] == "/sites"


@pytest.mark.parametrize("target", [each for each in HOSTILE if each and "\ud800" not in each])
def test_form_never_contains_a_url_of_another_host(client, target):
    assert (
        '<input type="hidden" name="next" value="">'
        in client.get("/sign-in", query_string={"next": target}).text
    )


def test_wrong_password_gets_a_message_and_keeps_the_address(client, people: People):
    response = post(client, people.ada.email, "wrong password")

    assert response.status_code == 422
    assert "don’t match" in response.text
    assert f'value="{people.ada.email}"' in response.text


@pytest.mark.threat("G4")
def test_known_and_unknown_people_get_the_same_page(app: Flask, people: People):
    one = post(app.test_client(), "ada@example.test", "wrong password").text
    other = post(app.test_client(), "ida@example.test", "wrong password").text

    def same(html: str) -> list[str]:
        return [line for line in html.replace("ida@", "ada@").splitlines() if "csrf" not in line]

    assert same(one) == same(other)


@pytest.mark.threat("G4")
def test_after_too_many_attempts_the_user_is_asked_to_wait(client, people: People):
    for _ in range(5):
        post(client, people.ada.email, "wrong password")

    response = post(client, people.ada.email)

    assert response.status_code == 429
    assert "Please wait a minute" in response.text


def test_sign_out_ends_the_session_everywhere(app: Flask, client, people: People):
    people.ada.sign_in_by_form(client)
    thief = app.test_client()
    thief.set_cookie("quillspace", client.get_cookie("quillspace").value)
    assert thief.get("/sites").status_code == 200

    assert client.delete("/session").headers["Location"] == "/"

    assert client.get("/sites").status_code == 303
    assert thief.get("/sites").status_code == 303


def test_signing_in_again_ends_the_session_before(app: Flask, client, people: People):
    people.ada.sign_in(client)
    copied = app.test_client()
    copied.set_cookie("quillspace", client.get_cookie("quillspace").value)
    assert copied.get("/account").status_code == 200

    client.post("/sign-in", data={"email": people.bob.email, "password": PASSWORD})

    assert "Bob" in client.get("/account").text
    assert copied.get("/account").status_code == 303


def test_session_lasts_over_several_requests(client, people: People):
    people.ada.sign_in_by_form(client)

    assert client.get("/session").json["signed_in"]
    assert client.get("/session").json["user"] == "Ada"


def test_anonymous_client_has_no_session(client, people):
    assert client.get("/session").json["signed_in"] is False


def test_expired_session_tells_scripts_to_keep_the_typed_text(client, people: People, admin_engine: Engine):
    people.ada.sign_in_by_form(client)
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET expires_at = now() - interval '1 second'"))

    by_htmx = client.patch(f"/pages/{people.ada.page_id}/details", headers={"HX-Request": "true"})
    by_fetch = client.get(f"/pages/{people.ada.page_id}/details", headers={"Accept": "application/json"})

    assert by_htmx.status_code == by_fetch.status_code == 401
    assert by_htmx.headers["QS-Signed-Out"] == by_fetch.headers["QS-Signed-Out"] == "1"
    assert by_htmx.headers["HX-Retarget"] == "#notices"
    assert "what you typed stays here" in by_htmx.text
    assert by_fetch.json["error"]["status"] == 401


def test_expired_session_does_not_discard_a_form_sent_without_scripts(
    client, people: People, admin_engine: Engine
):
    people.ada.sign_in_by_form(client)
    with admin_engine.begin() as connection:
        connection.execute(text("DELETE FROM sessions"))

    response = client.patch(f"/pages/{people.ada.page_id}/details", data={"title": "A long letter"})

    assert response.status_code == 401
    assert "Sign in again in another tab" in response.text


@pytest.mark.parametrize("cookie", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbb", "\x7f" * 10])
def test_forged_cookie_does_not_sign_anyone_in(client, people, cookie):
    client.set_cookie("quillspace", cookie)

    assert client.get("/sites").status_code == 303
