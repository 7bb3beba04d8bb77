import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.factories import PASSWORD, People, csrf_token

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def staff(people: People, admin_engine: Engine) -> People:
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE users SET is_staff = true WHERE email = 'carol@example.test'"))
        connection.execute(
            text("UPDATE user_credentials SET totp_secret = :secret WHERE user_id = :id"),
            {"secret": SECRET, "id": people.carol.id},
        )
    return people


def post(client: FlaskClient, path: str, **data):
    return client.post(path, data={**data, "csrf_token": csrf_token(client)})


def test_password_alone_does_not_sign_staff_in(client, staff: People):
    response = post(client, "/sign-in", email=staff.carol.email, password=PASSWORD)

    assert response.headers["Location"] == "/sign-in/code"
    assert client.get("/sites").status_code == 303
    assert client.get("/support").status_code == 303


def test_code_signs_staff_in(client, staff: People):
    post(client, "/sign-in", email=staff.carol.email, password=PASSWORD)

    response = post(client, "/sign-in/code", code=pyotp.TOTP(SECRET).now())

    assert response.headers["Location"] == "/support"
    assert client.get("/support").status_code == 200


def test_wrong_code_gets_a_message(client, staff: People):
    post(client, "/sign-in", email=staff.carol.email, password=PASSWORD)

    response = post(client, "/sign-in/code", code="123456")

    assert response.status_code == 422
    assert "That code isn’t right" in response.text


def test_code_without_a_password_redirects_to_the_sign_in(client, staff: People):
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert post(client, "/sign-in/code", code=pyotp.TOTP(SECRET).now()).headers["Location"] == "/sign-in"


def test_support_page_is_not_found_for_authors(client, staff: People):
    staff.ada.sign_in(client)

    assert client.get("/support").status_code == 404
