import re

import pytest
from flask.testing import FlaskClient

from tests.factories import People

PAGE = {"Sec-Fetch-Mode": "navigate"}
FRAGMENT = {"Sec-Fetch-Mode": "cors", "HX-Request": "true"}


@pytest.fixture
def ada(client: FlaskClient, people: People):
    people.ada.sign_in(client)
    return people.ada


def test_public_file_sets_no_session_cookie(client: FlaskClient, ada):
    address = re.findall(r"/static/[^\"]+\.js", client.get(f"/sites/{ada.site_id}/pages").text)[0]

    response = client.get(address)

    assert "public" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_whole_page_renews_the_session_and_a_fragment_does_not(client: FlaskClient, ada):
    address = f"/sites/{ada.site_id}/pages"

    page, fragment = (client.get(address, headers=headers) for headers in (PAGE, FRAGMENT))

    assert page.headers["Set-Cookie"].startswith("quillspace=")
    assert "Set-Cookie" not in fragment.headers
    assert "Cookie" in fragment.headers["Vary"]


def test_client_without_fetch_metadata_has_its_session_renewed(client: FlaskClient, ada):
    assert "Set-Cookie" in client.get(f"/sites/{ada.site_id}/pages").headers


def test_fragment_that_changes_the_session_sets_the_cookie(client: FlaskClient, ada):
    response = client.delete("/session", headers=FRAGMENT)

    assert "Set-Cookie" in response.headers
