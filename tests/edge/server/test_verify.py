"""Verifying hostnames for Caddy: answered from memory, by the same code path whether or not the name is known."""

import json
import threading
from urllib.parse import quote

import pytest

from tests.edge.support import get

HOSTILE = [
    "",
    "127.0.0.1",
    "::1",
    "localhost",
    "com",
    "ADA.localhost",
    "ada.localhost.",
    "ada.localhost:443",
    "ada.localhost ",
    " ada.localhost",
    "ada.localhost\n",
    "ada.localhost\0",
    "*.localhost",
    "ada_.localhost",
    "-ada.localhost",
    "ada-.localhost",
    "ada..localhost",
    ".ada.localhost",
    "../ada.localhost",
    "ada.localhost/",
    "ada.localhost#",
    "ada.localhost?",
    "ａda.localhost",
    "ada。localhost",
    "а‌da.localhost",
    "xn--.localhost",
    "nobody.localhost",
    "bob.localhost",
    "ada.localhost.evil.example",
    "evil.ada.localhost",
    "example.com",
    "1.2.3.4.5",
    "0x7f000001",
    "2130706433",
    "[::1]",
    "a" * 64 + ".localhost",
    ("a" * 60 + ".") * 5 + "localhost",
    "x" * 10_000,
    "' OR 1=1 --",
    "<script>.localhost",
]


def verify(edge, query: str, **more):
    return get(edge.config.edge_port, f"/v1/domains/verify{query}", host="127.0.0.1", **more)


@pytest.mark.parametrize("name", ["ada.localhost", "www.ada.example"])
def test_an_active_host_name_is_accepted(edge, name):
    assert verify(edge, f"?domain={name}").status == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_any_other_host_name_is_refused(edge, name):
    assert verify(edge, f"?domain={quote(name)}").status in {400, 403}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?domain",
        "?domain=ada.localhost&domain=ada.localhost",
        "?domain=ada.localhost&domain=evil.example",
        "?Domain=ada.localhost",
        "?domain[]=ada.localhost",
        "?" + "&".join(f"a{n}=1" for n in range(50)) + "&domain=ada.localhost",
        "?domain=%ff%fe",
        "?domain=ada.localhost%",
    ],
)
def test_a_malformed_query_is_refused(edge, query):
    assert verify(edge, query).status == 400


def test_other_paths_are_not_found(edge):
    for path in (
        "/",
        "/v1/domains/verify/",
        "/v1/domains/../domains/verify?domain=ada.localhost",
        "/fall-through",
    ):
        assert get(edge.config.edge_port, path, host="ada.localhost").status == 404


def test_health_reports_the_age_of_the_snapshot(edge):
    response = get(edge.config.edge_port, "/healthz")
    health = json.loads(response.body)
    assert response.status == 200
    assert health["hosts"] == 2
    assert health["database_heard"] is None
    assert 0 <= health["snapshot_age"] < 60


def test_known_and_unknown_names_take_the_same_steps(edge):
    def steps(name: str) -> list[str]:
        called: list[str] = []

        def note(frame, event, _argument) -> None:
            if event == "call" and frame.f_globals["__name__"].startswith("app."):
                called.append(frame.f_code.co_qualname)

        threading.setprofile(note)
        try:
            verify(edge, f"?domain={name}")
        finally:
            threading.setprofile(None)
        return called

    assert "Handler._verify" in steps("ada.localhost")
    assert steps("ada.localhost") == steps("eve.localhost")
