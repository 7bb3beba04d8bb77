import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import PASSWORD, People, csrf_token

COOKIE = "quillspace-browser"


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> int:
    data = {"email": email, "password": password, "csrf_token": csrf_token(client)}
    return client.post("/sign-in", data=data).status_code


def lock_out(app: Flask, email: str) -> None:
    """Guess from the owner's network, in another browser, until even the right password is refused."""
    stranger = app.test_client()
    for _ in range(5):
        sign_in(stranger, email, "wrong password")
    assert sign_in(stranger, email) == 429


@pytest.fixture
def owner(client: FlaskClient, people: People) -> FlaskClient:
    """A browser in which Ada has signed in and out."""
    assert sign_in(client, people.ada.email) == 303
    client.delete("/session", data={"csrf_token": csrf_token(client)})
    return client


def test_cookie_is_kept_from_scripts_and_signs_nobody_in(app: Flask, owner, people: People):
    cookie = owner.get_cookie(COOKIE)
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age == 365 * 86_400
    assert people.ada.email not in cookie.value

    thief = app.test_client()
    thief.set_cookie(COOKIE, cookie.value)
    assert thief.get("/sites").status_code == 303


@pytest.mark.threat("G4")
def test_strangers_do_not_lock_the_owner_out_of_her_browser(app: Flask, owner, people: People):
    lock_out(app, people.ada.email)

    assert sign_in(owner, people.ada.email) == 303


def test_browser_remembers_several_users(app: Flask, owner, people: People):
    sign_in(owner, people.carol.email)
    owner.delete("/session", data={"csrf_token": csrf_token(owner)})
    lock_out(app, people.ada.email)

    assert sign_in(owner, people.ada.email) == 303


@pytest.mark.parametrize("cookie", ["", "x", "W10.x.y", "\x7f" * 9])
def test_forged_cookie_is_ignored(app: Flask, people: People, cookie):
    lock_out(app, people.ada.email)
    forger = app.test_client()
    forger.set_cookie(COOKIE, cookie)

    assert sign_in(forger, people.ada.email) == 429


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("POST", "/account/revocations", {}),
        ("PATCH", "/account/password", {"current": PASSWORD, "password": PASSWORD}),
    ],
)
def test_other_browsers_become_unknown_and_this_one_stays_known(
    app: Flask, owner, people: People, method, path, data
):
    here = app.test_client()
    assert sign_in(here, people.ada.email) == 303
    here.open(path, method=method, data={**data, "csrf_token": csrf_token(here)})
    here.delete("/session", data={"csrf_token": csrf_token(here)})

    lock_out(app, people.ada.email)

    assert sign_in(owner, people.ada.email) == 429
    assert sign_in(here, people.ada.email) == 303


def test_signing_out_one_other_browser_makes_it_unknown(app: Flask, client, people: People):
    lost, here = client, app.test_client()
    assert sign_in(lost, people.ada.email) == sign_in(here, people.ada.email) == 303
    actions = here.get("/account/sessions").text.split('action="/account/sessions/')[1:]
    for action in actions[1:]:
        path = f"/account/sessions/{action.split(chr(34))[0]}"
        here.post(path, data={"csrf_token": csrf_token(here)})
    lock_out(app, people.ada.email)

    assert sign_in(lost, people.ada.email) == 429
