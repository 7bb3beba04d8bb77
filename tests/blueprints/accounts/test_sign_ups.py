import pytest
from flask.testing import FlaskClient

from app.services import accounts
from tests.factories import People, csrf_token

GOOD = {"name": "Jane Austen", "email": "jane@example.test", "password": "a quiet desk", "writing": "novels"}


def post(client: FlaskClient, data=None, **headers):
    return client.post("/sign-up", data={**(data or GOOD), "csrf_token": csrf_token(client)}, headers=headers)


def test_sign_up_redirects_to_the_gallery_of_designs(client, people):
    response = post(client)

    assert response.status_code == 303
    assert response.headers["Location"] == "/sites/new?writing=novels"
    assert "Jane Austen" in client.get("/sites/new?writing=novels").text


def test_sign_up_with_htmx_redirects_the_whole_page(client, people):
    response = post(client, **{"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/sites/new?writing=novels"


def test_missing_values_get_error_messages_and_the_others_are_kept(client, people):
    response = post(client, {"name": "Jane Austen", "email": "", "password": ""})

    assert response.status_code == 422
    assert 'value="Jane Austen"' in response.text
    assert 'id="field-email-error"' in response.text
    assert 'id="field-password-error"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_invalid_form_sent_by_htmx_gets_only_the_form(client, people):
    response = post(client, {"name": "", "email": "x", "password": "y"}, **{"HX-Request": "true"})

    assert response.status_code == 422
    assert response.text.lstrip().startswith("<form")
    assert "<html" not in response.text


def test_typed_markup_is_shown_as_text(client, people):
    response = post(client, {**GOOD, "name": '"><script>alert(1)</script>', "email": "bad"})

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;" in response.text


def test_password_is_never_echoed(client, people):
    assert "hunter2hunter2" not in post(client, {**GOOD, "email": "bad", "password": "hunter2hunter2"}).text


def test_signed_in_person_is_redirected_to_their_sites(client, people: People):
    people.ada.sign_in(client)

    assert client.get("/sign-up").headers["Location"] == "/sites"


@pytest.mark.parametrize("size", [2_000_000])
def test_very_long_value_gets_an_error_message_and_is_kept(client, people, size):
    response = post(client, {**GOOD, "name": "x" * size})

    assert response.status_code == 422
    assert "2,000,000 characters long" in response.text
    assert "x" * size in response.text


def test_session_from_before_sign_up_is_not_reused(client, people):
    before = csrf_token(client)

    post(client)

    assert csrf_token(client) != before
    assert len(accounts.list_sessions(people.ada.id)) == 0
