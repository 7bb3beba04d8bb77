import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import People, csrf_token
from tests.scale import every
from tests.security.routes import targets

LONG = "x" * 2_000_000
FIELDS = [
    "name",
    "email",
    "password",
    "current",
    "writing",
    "next",
    "code",
    "author_name",
    "subdomain",
    "template",
    "tagline",
    "language",
    "title",
    "slug",
    "meta_description",
    "in_menu",
    "after",
    "way",
    "support_access",
    "reason",
    "q",
    "words",
    "match_case",
    "whole_words",
    "place",
    "setting",
    "component",
    "slot",
    "operation_id",
    "group_id",
    "client_id",
    "base_revision",
    "shown_revision",
    "also",
    "field",
    "value",
    "selected",
    "saved",
    "section",
    "part",
    "is_shown",
]
JUNK = {
    "nothing": {},
    "empty": {"data": dict.fromkeys(FIELDS, "")},
    "zero characters": {"data": dict.fromkeys(FIELDS, "a\0b")},
    "half characters": {
        "data": b"&".join(f"{field}=%ED%A0%80".encode() for field in FIELDS),
        "content_type": "application/x-www-form-urlencoded",
    },
    "numbers": {"data": dict.fromkeys(FIELDS, "99999999999999999999999999")},
    "markup": {"data": dict.fromkeys(FIELDS, "'\"><script>alert(1)</script>{{7*7}}${7*7}%s%n")},
    "lists": {"data": {field: ["a", "b"] for field in FIELDS}},
    "names with brackets": {"data": {f"{field}[]": "x" for field in FIELDS}},
    "json": {"json": {field: {"a": [1, None]} for field in FIELDS}},
    "broken json": {"data": "{", "content_type": "application/json"},
    "broken multipart": {"data": b"--x\r\n", "content_type": "multipart/form-data; boundary=y"},
    "no boundary": {"data": b"x", "content_type": "multipart/form-data"},
    "unknown charset": {
        "data": b"\xff\xfe=x",
        "content_type": "application/x-www-form-urlencoded; charset=utf-99",
    },
}


@pytest.fixture
def signed_in(client: FlaskClient, people: People) -> FlaskClient:
    people.ada.sign_in(client)
    return client


def own(people: People) -> dict[str, object]:
    return {"site_id": people.ada.site_id, "page_id": people.ada.page_id, "tenant_id": people.ada.tenant_id}


def is_fault(response) -> bool:
    return (
        response.status_code >= 500
        or "Traceback (most recent" in response.text
        or "werkzeug" in response.text.lower()
    )


@pytest.mark.sampled
@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("kind", ["page", "fragment"])
def test_junk_in_forms_causes_no_server_error(app: Flask, signed_in: FlaskClient, people: People, junk, kind):
    app.testing = False
    headers = {"HX-Request": "true"} if kind == "fragment" else {}
    faults = {}

    changing = [
        target
        for target in targets(app, own(people))
        if target.method != "GET" and target.endpoint != "accounts.delete_session"
    ]
    step = 1 if kind == "fragment" else 4
    for target in every(step, changing, first=list(JUNK).index(junk)):
        signed_in.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(signed_in)
        response = signed_in.open(target.path, method=target.method, headers=headers, **JUNK[junk])
        if is_fault(response):
            faults[str(target)] = response.status_code

    assert faults == {}


@pytest.mark.parametrize("kind", ["page", "fragment"])
def test_a_body_that_is_too_large_causes_no_server_error(app: Flask, signed_in, people: People, kind):
    app.testing = False
    headers = {"HX-Request": "true"} if kind == "fragment" else {}
    sent = {"CONTENT_LENGTH": str(40 * 1024 * 1024), "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    answers = {}

    for target in targets(app, own(people)):
        if target.method != "GET" and target.endpoint != "accounts.delete_session":
            signed_in.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(signed_in)
            answers[str(target)] = signed_in.open(
                target.path, method=target.method, headers=headers, environ_overrides=sent
            )

    assert {name: answer.status_code for name, answer in answers.items() if is_fault(answer)} == {}
    assert answers["POST editing.create_block"].status_code == 413


@pytest.mark.parametrize(
    "text", ["", "\0", "x" * 5000, "'", "%", "../../etc/passwd", "\ud800", "-1", "<script>", "NaN"]
)
def test_junk_in_queries_causes_no_server_error(app: Flask, signed_in: FlaskClient, people: People, text):
    app.testing = False
    query = dict.fromkeys((*FIELDS, "before", "v", "page"), text.encode("utf-8", "surrogatepass"))
    faults = {}

    for target in targets(app, own(people)):
        if target.method == "GET":
            response = signed_in.get(target.path, query_string=query)
            if is_fault(response) and target.endpoint != "health.show":
                faults[str(target)] = response.status_code

    assert faults == {}


@pytest.mark.parametrize("word", ["%00", "..", "%2e%2e%2f", "x" * 3000, "%ff", "'", "<b>", "%ED%A0%80"])
def test_junk_in_paths_causes_no_server_error(app: Flask, signed_in: FlaskClient, people: People, word):
    app.testing = False
    faults = {}

    for target in targets(
        app, {**own(people), **dict.fromkeys(("slug", "token", "mail_id", "name", "block_id"), "WORD")}
    ):
        if target.method == "GET" and "WORD" in target.path:
            response = signed_in.get(target.path.replace("WORD", word))
            if is_fault(response):
                faults[str(target)] = response.status_code

    assert faults == {}


FORMS = [
    ("/account", {"name": LONG}),
    ("/sites", {"author_name": LONG, "subdomain": LONG, "template": LONG}),
    ("/sites/{site_id}/settings", {"name": LONG, "tagline": LONG}),
    ("/sites/{site_id}/pages", {"title": LONG}),
    ("/pages/{page_id}/search", {"meta_description": LONG}),
]


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_text_of_two_megabytes_gets_an_error_message_and_is_kept(
    signed_in: FlaskClient, people: People, path, data
):
    response = signed_in.post(path.format(**own(people)), data=data, headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "2,000,000 characters long" in response.text
    assert LONG in response.text


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/password"])
def test_junk_in_public_forms_causes_no_server_error(app: Flask, client: FlaskClient, people: People, path):
    app.testing = False
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_token(client)

    statuses = {name: client.post(path, **junk).status_code for name, junk in JUNK.items()}

    assert {name: status for name, status in statuses.items() if status >= 500} == {}
