import io
import json

from flask.testing import FlaskClient

from tests.factories import People, puck


def send(client: FlaskClient, people: People, content: bytes):
    return client.post(
        f"/sites/{people.ada.site_id}/files", data={"document": (io.BytesIO(content), "page.json")}
    )


def test_a_page_is_downloaded_as_a_file_named_after_its_title(client: FlaskClient, people: People):
    people.ada.sign_in(client)

    response = client.get(f"/pages/{people.ada.page_id}/file")

    assert response.json == puck()
    assert response.headers["Content-Disposition"] == "attachment; filename=home.json"
    assert response.mimetype == "application/json"


def test_a_file_is_imported_as_a_page(client: FlaskClient, people: People):
    people.ada.sign_in(client)
    data = {**puck("Dear Cassandra"), "root": {"props": {"title": "Letters"}}}

    response = send(client, people, json.dumps(data).encode())

    assert response.status_code == 303
    listed = client.get(response.headers["Location"]).text
    assert "“Letters” was added, with everything from the file." in listed
    assert "/letters" in listed


def test_an_invalid_file_gets_an_error_beside_the_input(client: FlaskClient, people: People):
    people.ada.sign_in(client)

    for content in (b"", b"hello"):
        response = send(client, people, content)

        assert response.status_code == 422
        assert "This isn’t a page file." in response.text
        assert 'aria-invalid="true"' in response.text


def test_a_request_without_a_file_is_rejected(client: FlaskClient, people: People):
    people.ada.sign_in(client)

    response = client.post(f"/sites/{people.ada.site_id}/files", data={"document": "text"})

    assert response.status_code == 422
