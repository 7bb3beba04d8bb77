import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import accounts
from app.services.accounts import confirmations
from tests.factories import People, csrf_token

JANE = {"name": "Jane Austen", "email": "jane@example.test", "password": "a quiet desk"}


@pytest.fixture
def jane(client: FlaskClient, people: People) -> FlaskClient:
    """A client in which Jane has just signed up."""
    assert post(client, "/sign-up", **JANE).status_code == 303
    return client


@pytest.fixture
def path(jane: FlaskClient) -> str:
    """The link in Jane's mail."""
    user_id = accounts.find_accounts(JANE["email"], {}).claimed.user_id
    return f"/confirmations/{confirmations.create_token(user_id, JANE['email'])}"


def post(client: FlaskClient, path: str, method: str = "POST", **data):
    return client.open(path, method=method, data={**data, "csrf_token": csrf_token(client)})


def is_confirmed() -> bool:
    return accounts.find_accounts(JANE["email"], {}).confirmed is not None


def test_a_newcomer_is_asked_to_confirm_until_she_has(jane, path):
    assert "Confirm your email so that you can sign in" in jane.get("/sites").text

    assert jane.get(path).status_code == 200
    assert not is_confirmed()
    assert post(jane, path, "PATCH").headers["Location"] == "/sites"

    assert is_confirmed()
    assert "Confirm your email so that you can sign in" not in jane.get("/sites").text


def test_another_browser_also_needs_a_password(app: Flask, path):
    phone = app.test_client()
    assert 'name="password"' in phone.get(path).text
    assert post(phone, path, "PATCH").status_code == 422
    assert not is_confirmed()

    assert post(phone, path, "PATCH", password=JANE["password"]).status_code == 303

    assert is_confirmed()
    assert phone.get("/sites").status_code == 303


def test_a_signed_in_stranger_also_needs_the_password(app: Flask, people: People, path):
    carol = app.test_client()
    people.carol.sign_in(carol)

    assert post(carol, path, "PATCH").status_code == 422
    assert not is_confirmed()


def test_link_that_no_longer_works_says_what_to_do(client, people):
    response = client.get("/confirmations/made-up")

    assert response.status_code == 404
    assert "This link no longer works" in response.text
    assert post(client, "/confirmations/made-up", "PATCH", password="a quiet desk").status_code == 404


def test_link_does_not_leak_to_other_sites(client, path):
    assert '<meta name="referrer" content="no-referrer">' in client.get(path).text


def test_mail_is_sent_again_a_few_times(jane):
    for _ in range(3):
        post(jane, "/account/confirmations")
    assert "sent a new link to jane@example.test" in jane.get("/account").text

    post(jane, "/account/confirmations")

    assert "Too many attempts" in jane.get("/account").text


def test_a_mistyped_address_can_be_corrected_until_it_is_confirmed(jane, people: People):
    assert post(jane, "/account/email", "PATCH", email="jane").status_code == 422
    assert post(jane, "/account/email", "PATCH", email="jane@austen.test").status_code == 303
    assert "jane@austen.test" in jane.get("/account").text

    people.ada.sign_in(jane)
    assert post(jane, "/account/email", "PATCH", email="ada@lovelace.test").status_code == 403
    assert 'id="form-address"' not in jane.get("/account").text


def test_publishing_does_not_wait_for_the_mail(jane):
    response = post(jane, "/sites", author_name="Jane", subdomain="jane-a", template="plain")

    assert response.status_code == 303
    assert "/edit" in response.headers["Location"]
