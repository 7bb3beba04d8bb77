import pytest
from flask.testing import FlaskClient

from app.services.accounts import password_resets
from tests.factories import People, csrf_token


def post(client: FlaskClient, path: str, **data):
    return client.post(path, data={**data, "csrf_token": csrf_token(client)})


@pytest.mark.parametrize("email", ["ada@example.test", "nobody@example.test"])
def test_request_gets_the_same_response_for_known_and_unknown_addresses(client, people: People, email):
    response = post(client, "/password", email=email)

    assert response.status_code == 303
    assert response.headers["Location"] == "/password/sent"
    assert client.get("/password/sent").status_code == 200


def test_link_sets_a_new_password_once(client, people: People):
    token = password_resets.create_reset_token(people.ada.id)
    assert client.get(f"/password/{token}").status_code == 200

    response = post(client, f"/password/{token}", password="another quiet desk")

    assert response.headers["Location"] == "/sign-in"
    assert "Your new password is set" in client.get("/sign-in").text
    assert client.get(f"/password/{token}").status_code == 404


def test_invalid_link_offers_a_new_one(client, people: People):
    response = client.get("/password/made-up")

    assert response.status_code == 404
    assert "Send me a new one" in response.text


def test_link_does_not_leak_to_other_sites(client, people: People):
    token = password_resets.create_reset_token(people.ada.id)

    assert '<meta name="referrer" content="no-referrer">' in client.get(f"/password/{token}").text
