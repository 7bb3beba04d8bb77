"""Pictures over HTTP: upload, list, describe, serve and delete."""

import io
import re
from contextlib import ExitStack
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import extensions
from app.web.forms import uploads
from tests import pictures
from tests.factories import People, Person
from tests.pictures import jpeg

HEADERS = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}


class CountingBody(io.RawIOBase):
    """An endless request body that counts reads."""

    reads = 0

    def readinto(self, buffer) -> int:
        self.reads += 1
        return len(buffer)


@pytest.fixture
def ada(client: FlaskClient, people: People) -> Person:
    people.ada.sign_in(client)
    return people.ada


def upload(client: FlaskClient, data: bytes, name: str = "garden.jpg", **more) -> TestResponse:
    headers = {**HEADERS, "Content-Type": "application/octet-stream"}
    return client.post("/assets", query_string={"name": name}, data=data, headers=headers, **more)


def thumb(tile: str) -> str:
    return re.search(r'data-thumb="([^"]+)"', tile)[1]


def asset_id(tile: str) -> str:
    return re.search(r'data-asset="([^"]+)"', tile)[1]


def test_an_upload_responds_with_the_pictures_tile(client, ada):
    response = upload(client, jpeg())

    assert response.status_code == 201
    assert f'data-src="asset:{asset_id(response.text)}"' in response.text
    assert "garden" in response.text
    assert "Not described yet" in response.text
    assert asset_id(response.text) in client.get("/assets").text


def test_a_file_is_served_only_to_its_tenant_and_sandboxed(client, app, ada, people):
    address = thumb(upload(client, jpeg()).text)

    response = client.get(address)

    assert response.status_code == 200
    assert response.mimetype == "image/webp"
    assert Image.open(io.BytesIO(response.data)).format == "WEBP"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert re.fullmatch(r"inline; filename=[0-9a-f]{16}\.webp", response.headers["Content-Disposition"])
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    stranger = app.test_client()
    people.carol.sign_in(stranger)
    assert stranger.get(address).status_code == 404
    assert app.test_client().get(address).status_code == 303


@pytest.mark.parametrize("name", ["x.webp", "0" * 16 + ".webp", "..", "%2e%2e%2fpasswd", "index.html"])
def test_other_file_names_are_not_found(client, ada, name):
    address = thumb(upload(client, jpeg()).text)

    assert client.get(f"{address.rpartition('/')[0]}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (pictures.SVG, "save the picture as PNG"),
        (b"<html><script>alert(1)</script>", "isn’t a picture we can read"),
        (jpeg()[:5000], "damaged"),
        (pictures.png_bomb(13_000, 13_000), "too large"),
    ],
)
def test_an_invalid_picture_gets_an_error_message(client, ada, data, words):
    response = upload(client, data, "innocent.png")

    assert response.status_code == 422
    assert words in response.text
    assert "No pictures yet" in client.get("/assets").text


def test_a_file_that_is_far_too_large_is_rejected_without_being_read(client, ada):
    body = CountingBody()
    sent = {"CONTENT_LENGTH": str(100 * 1024 * 1024), "wsgi.input": body}

    response = client.post("/assets?name=big.jpg", headers=HEADERS, environ_overrides=sent)

    assert response.status_code == 422
    assert "This file is 100 MB. Pictures can be up to 30 MB." in response.text
    assert body.reads == 0


def hold_uploads(stack, tenant_id, count):
    for _ in range(count):
        stack.enter_context(uploads.UPLOAD_SLOTS.reserve(tenant_id))


def test_one_tenant_takes_only_its_share_of_the_uploads(client, ada):
    with ExitStack() as stack:
        hold_uploads(stack, ada.tenant_id, uploads.MAX_UPLOADS_PER_TENANT)
        assert upload(client, jpeg()).status_code == 503
        with uploads.UPLOAD_SLOTS.reserve(uuid4()):
            pass
    with ExitStack() as stack:
        hold_uploads(stack, uuid4(), uploads.MAX_UPLOADS_PER_TENANT)
        assert upload(client, jpeg()).status_code == 201


def test_concurrent_uploads_of_all_tenants_are_limited(client, ada):
    with ExitStack() as stack:
        for _ in range(uploads.MAX_CONCURRENT_UPLOADS):
            hold_uploads(stack, uuid4(), 1)
        assert upload(client, jpeg()).status_code == 503

    assert upload(client, jpeg()).status_code == 201


def test_markup_in_a_name_is_escaped(client, ada):
    tile = upload(client, jpeg(), '"><script>alert(1)</script>.jpg').text

    assert "<script>" not in tile
    assert "<script>" not in client.get("/assets").text
    assert "<script>" not in client.get(f"/assets/{asset_id(tile)}").text


def test_a_picture_can_be_described_found_deleted_and_restored(client, ada):
    found = asset_id(upload(client, jpeg()).text)
    values = {"name": "At dusk", "alt": "Roses by a wall", "decorative": "on"}

    tile = client.patch(f"/assets/{found}", data=values, headers=HEADERS).text
    assert 'data-alt="Roses by a wall"' in tile
    assert 'data-decorative="on"' in tile
    assert found in client.get("/assets?search=roses").text
    assert "No picture has “violets” in its name" in client.get("/assets?search=violets").text

    assert "Restore" in client.delete(f"/assets/{found}", headers=HEADERS).text
    assert client.get(f"/assets/{found}").status_code == 404
    assert client.get(thumb(tile)).status_code == 404

    assert client.post(f"/assets/{found}/restorations", headers=HEADERS).status_code == 200
    assert client.get(thumb(tile)).status_code == 200


def test_an_empty_name_is_rejected(client, ada):
    found = asset_id(upload(client, jpeg()).text)

    assert client.patch(f"/assets/{found}", data={"name": " "}, headers=HEADERS).status_code == 422
    assert "garden" in client.get("/assets").text


def test_cross_site_requests_change_nothing(client, ada):
    client.environ_base.pop("HTTP_X_CSRF_TOKEN")

    assert upload(client, jpeg()).status_code == 403
    assert (
        client.post("/assets?name=x", data=jpeg(), headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )


def test_listing_three_pictures_takes_as_many_queries_as_listing_one(client, ada):
    upload(client, jpeg(seed=1))
    one = queries(client, "/assets")
    upload(client, jpeg(seed=2))
    upload(client, jpeg(seed=3))

    assert queries(client, "/assets") == one


def test_a_canvas_loads_all_of_its_pictures_in_one_query(client, ada):
    def add_picture(seed: int) -> None:
        source = re.search(r'data-src="([^"]+)"', upload(client, jpeg(seed=seed)).text)[1]
        added = client.post(
            f"/pages/{ada.page_id}/blocks",
            data={"operation_id": str(uuid4()), "component": "Image"},
            headers=HEADERS,
        )
        block = re.search(r'data-select="([^"]+)"', added.text)[1]
        fields = {"operation_id": str(uuid4()), "image.src": source, "image.alt": "Roses"}
        response = client.patch(f"/pages/{ada.page_id}/blocks/{block}", data=fields, headers=HEADERS)
        assert 'width="640" height="480"' in response.text

    add_picture(1)
    one = queries(client, f"/pages/{ada.page_id}/canvas")
    add_picture(2)
    add_picture(3)

    assert queries(client, f"/pages/{ada.page_id}/canvas") == one
    assert len(re.findall("<img", client.get(f"/pages/{ada.page_id}/canvas").text)) == 3


def queries(client: FlaskClient, address: str) -> int:
    """Return the number of SQL statements that a request executes."""
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(extensions.engine(), "before_cursor_execute", count)
    assert client.get(address).status_code == 200
    event.remove(extensions.engine(), "before_cursor_execute", count)
    return len(seen)
