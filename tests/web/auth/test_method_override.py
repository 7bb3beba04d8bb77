"""Without scripts, forms can only POST; their `_method` field contains the intended method."""

import pytest
from flask import Flask

from tests.factories import People, csrf_token


@pytest.fixture
def ada(client, people: People):
    people.ada.sign_in(client)
    client.environ_base["token"] = client.environ_base.pop("HTTP_X_CSRF_TOKEN")
    return client


def send(client, path: str, method: str, **fields):
    token = client.environ_base["token"]
    return client.post(path, data={"csrf_token": token, "_method": method, **fields})


def test_form_updates(ada):
    response = send(ada, "/account", "PATCH", name="Augusta Ada")

    assert (response.status_code, response.headers["Location"]) == (303, "/account")
    assert "Augusta Ada" in ada.get("/account").text


def test_form_deletes(ada, people: People):
    links = f"/sites/{people.ada.site_id}/redirects"
    send(ada, links, "", from_path="/old", target="/", kind="moved")
    html = ada.get(links).text
    one = html.split('action="/redirects/')[1].split('"')[0]
    assert 'name="_method" value="DELETE"' in html

    response = send(ada, f"/redirects/{one}", "DELETE")

    assert (response.status_code, response.headers["Location"]) == (303, links)
    assert 'action="/redirects/' not in ada.get(links).text


def test_a_rejected_form_keeps_the_typed_values(ada):
    response = send(ada, "/account", "PATCH", name="x" * 500)

    assert response.status_code == 422
    assert 'name="_method" value="PATCH"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_the_csrf_token_is_still_required(ada):
    assert ada.post("/account", data={"_method": "PATCH", "name": "x"}).status_code == 403
    assert ada.post("/account", data={"_method": "PATCH", "csrf_token": "x", "name": "x"}).status_code == 403


def test_the_csrf_token_is_required_even_on_an_exempt_route(ada, people: People):
    tab = f"/pages/{people.ada.page_id}/presence/{people.ada.id}"

    assert ada.post(tab, data={"_method": "DELETE"}).status_code == 403


def test_an_overridden_request_without_a_session_is_rejected(client):
    data = {"_method": "PATCH", "name": "x", "csrf_token": csrf_token(client)}

    assert client.post("/account", data=data).status_code == 401


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "patch", "TRACE", "x" * 9000])
def test_only_two_methods_can_be_overridden_to(ada, method):
    """With any other value in the field, the request remains a POST."""
    response = send(ada, "/sites", method)

    assert response.status_code == 422


def test_a_method_that_the_route_does_not_allow_is_rejected(ada):
    response = send(ada, "/sites", "DELETE")

    assert response.status_code == 405
    assert "DELETE" not in response.headers["Allow"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_only_a_post_can_override_its_method(app: Flask, ada, method):
    response = ada.open(
        "/account/revocations",
        method=method,
        data={"_method": "DELETE", "csrf_token": ada.environ_base["token"]},
    )

    assert response.status_code == 405


def test_the_query_string_cannot_override_the_method(ada):
    response = ada.post("/sites?_method=DELETE", data={"csrf_token": ada.environ_base["token"]})

    assert response.status_code == 422
