"""The URLs of the previous release still work."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.web.old_addresses import NEVER_REDIRECTED, OLD_ADDRESSES
from tests.blueprints.releases.test_releases import form as release_form
from tests.factories import People, csrf_token
from tests.services.releases.support import plan

LAST_RELEASE = Path(__file__).with_name("last_release.txt")
"""Every URL rule of the previous release, with its method."""
VALUES = {"uuid": lambda: str(uuid4()), "path": lambda: "heading-1", "int": lambda: "3"}


def path_of(rule: str) -> str:
    """Return a path that this rule matches."""
    parts = []
    for part in rule.split("/"):
        kind = part.strip("<>").partition(":")[0]
        parts.append(VALUES.get(kind, lambda: "word")() if part.startswith("<") else part)
    return "/".join(parts)


def route_of(app: Flask, path: str, method: str) -> Rule | None:
    """Return the current route for this path and method."""
    try:
        return app.url_map.bind("localhost").match(path, method=method, return_rule=True)[0]
    except HTTPException:
        return None


def routed(app: Flask, path: str, method: str):
    """Return the response that is sent before access is checked, if any, the matched route, and its method."""
    with app.test_request_context(f"{path}?from=bookmark", method=method):
        follow = next(one for one in app.before_request_funcs[None] if one.__name__ == "_follow")
        response = follow()
        return response, request.url_rule, request.method


def old() -> list[tuple[str, str]]:
    lines = [line.split("  ") for line in LAST_RELEASE.read_text().splitlines()]
    return [(method, rule) for rule, method in lines]


def test_every_url_of_the_last_release_is_routed(app: Flask):
    unanswered, moved = [], 0
    for method, rule in old():
        path = path_of(rule)
        response, route, as_method = routed(app, path, method)
        if response is None:
            if route is None or as_method not in route.methods:
                unanswered.append((method, rule))
            continue
        target = urlsplit(response.headers["Location"])
        moved += 1
        if (
            response.status_code != 308
            or not route_of(app, target.path, method)
            or target.query != "from=bookmark"
        ):
            unanswered.append((method, rule))

    assert unanswered == []
    assert moved == 19


def test_the_table_lists_exactly_the_urls_removed_since_the_last_release(app: Flask):
    gone = {(method, rule) for method, rule in old() if not route_of(app, path_of(rule), method)}

    assert gone == {(method, rule) for method, rule, _endpoint in OLD_ADDRESSES}


@pytest.mark.parametrize(
    ("method", "rule", "endpoint"), OLD_ADDRESSES, ids=[f"{one[0]} {one[1]}" for one in OLD_ADDRESSES]
)
def test_an_old_url_reaches_its_new_route(app: Flask, method, rule, endpoint):
    response, route, as_method = routed(app, path_of(rule), method)

    if response is None:
        assert route.endpoint == endpoint
        assert as_method in route.methods - {"HEAD", "OPTIONS"}
        assert as_method != method or endpoint in NEVER_REDIRECTED
    else:
        assert response.status_code == 308
        assert route_of(app, urlsplit(response.headers["Location"]).path, method).endpoint == endpoint


def test_forms_loaded_before_an_upgrade_are_saved(client, people: People):
    """Forms of the previous release have no `_method` field and use its URLs."""
    people.ada.sign_in(client)
    token = {"csrf_token": csrf_token(client)}
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    page = f"/pages/{people.ada.page_id}"
    release = plan(people.ada, [people.ada.page_id])

    def sent(path, **fields):
        response = client.post(path, data={**fields, **token})
        if response.status_code == 308:
            # Follow the redirect as a browser does: Werkzeug's client does not send the body again.
            response = client.post(response.headers["Location"], data={**fields, **token})
        assert response.status_code == 303, response.text
        return client.get(response.headers["Location"]).text

    assert "Augusta Ada" in sent("/account", name="Augusta Ada")
    assert "Start" in sent(f"{page}/details", title="Start", in_menu="1")
    assert "Only readers with the password" in sent(f"{page}/lock", password="open sesame")
    assert "Later" in sent(f"/releases/{release}", **release_form(people.ada, name="Later"))
    assert "was cancelled" in sent(f"/releases/{release}/cancellation")
    assert client.get("/account").status_code == 200
    sent("/sign-out")
    assert client.get("/account").status_code == 303


def test_a_delete_form_of_the_last_release_deletes(client, people: People):
    people.ada.sign_in(client)
    links = f"/sites/{people.ada.site_id}/redirects"
    client.post(links, data={"from_path": "/old", "target": "/", "kind": "moved"})
    one = client.get(links).text.split('action="/redirects/')[1].split('"')[0]

    response = client.post(f"/redirects/{one}/deletion")

    assert response.status_code == 303
    assert "/old no longer redirects." in client.get(links).text


def test_an_old_url_requires_the_permission_of_its_route(client, people: People):
    page = f"/pages/{people.ada.page_id}"

    assert client.post(f"{page}/details", data={"title": "x"}).status_code == 401
    people.carol.sign_in(client)
    assert client.post(f"{page}/details", data={"title": "x"}).status_code == 404
    assert client.post(f"{page}/lock", data={"password": "open sesame"}).status_code == 404
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    assert client.post("/account", data={"name": "x"}).status_code == 403


def test_an_old_url_reveals_nothing_but_the_new_url(client):
    """The redirect is the same whether or not the object exists."""
    response = client.post(f"/pages/{uuid4()}/missing")

    assert response.status_code == 308
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_an_edge_of_the_last_release_gets_an_immediate_response(client):
    response = client.post("/edge/openings", data={"lock": str(uuid4()), "password": "x", "path": "/"})

    assert response.status_code == 403
    assert "<form" in response.text


@pytest.mark.parametrize("path", ["/pages/{id}/deletion", "/pages/{id}/lock"])
def test_an_old_url_with_a_foreign_host_is_rejected(app: Flask, path):
    app.testing = False

    response = app.test_client().get(path.format(id=uuid4()), headers={"Host": "evil.test"})

    assert response.status_code == 400


def test_an_old_url_after_a_foreign_host_in_the_path_leads_nowhere(app: Flask):
    app.testing = False
    path = f"//evil.test/pages/{uuid4()}/deletion"

    response = app.test_client().get("/", environ_overrides={"PATH_INFO": path, "REQUEST_URI": path})

    assert response.status_code in {308, 404}
    assert urlsplit(response.headers.get("Location", "")).netloc in {"", "localhost"}


@pytest.mark.parametrize("path", ["/account", "/sign-out", "/edge/openings"])
def test_an_old_form_sent_to_a_foreign_host_reaches_no_route(app: Flask, path):
    app.testing = False
    form = {"data": {"password": "x"}, "content_type": "multipart/form-data"}

    response = app.test_client().post(path, headers={"Host": "evil.test"}, **form)

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [(b"a=b%20c&d=%C3%BC", "a=b%20c&d=%C3%BC"), (b"a=\xff", "a=%FF"), (b"a=\xc3\xbc", "a=%C3%BC")],
)
def test_the_query_of_an_old_url_is_kept_byte_for_byte(client, query, expected):
    response = client.get(
        f"/pages/{uuid4()}/deletion", environ_overrides={"QUERY_STRING": query.decode("latin-1")}
    )

    assert urlsplit(response.headers["Location"]).query == expected
