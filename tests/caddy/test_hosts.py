"""Hostile Host headers give no access to files outside the hosts folder, to other tenants' files or to the agent."""

import pytest

from tests.edge.support import get

OUTSIDE = [
    "..",
    ".",
    "../..",
    "..:80",
    "a/../..",
    "ada.localhost/../..",
    "%2e%2e",
    "ada.localhost/..",
    "-ada.localhost",
    "ada_.localhost",
    "127.0.0.1",
    "[::1]",
    "1.2.3.4:80",
    "localhost",
    "builds",
    "sites",
    "ada.localhost..",
    "ada..localhost",
    "*.localhost",
    "ada.localhost:99999999",
    "ada.localhost:80:80",
    "ada.localhost bob.localhost",
    "ada.localhost,bob.localhost",
    "ada.localhost\\..\\..",
    "xn--ada.localhost",
    "a" * 64 + ".localhost",
    "ada.localhost.evil.example",
    "ada." * 74 + "localhost",
    "a" * 300,
    "%2e",
    "ada%2elocalhost",
    "",
]


@pytest.mark.parametrize("host", OUTSIDE)
@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/404.html", "/snapshot.json", "/hosts/ada.localhost/about"]
)
def test_a_hostile_host_header_gets_no_content(edge, host, path):
    response = get(edge.config.sites_port, path, host=host)
    assert response.status in {308, 400, 404, 421}
    assert b"outside" not in response.body
    assert b"Ada" not in response.body
    assert b"Bob" not in response.body
    if response.status == 308:
        assert response.headers["location"].startswith("/")


@pytest.mark.parametrize("host", ["ADA.localhost", "Ada.LocalHost", "ada.localhost.", "ADA.localhost.:80"])
def test_another_spelling_of_a_host_name_redirects_to_the_canonical_one(edge, host):
    response = get(edge.config.sites_port, "/about?x=1", host=host)
    assert response.status == 308
    assert response.headers["location"] == f"http://ada.localhost:{edge.config.sites_port}/about?x=1"


def test_the_port_in_the_host_header_is_ignored(edge):
    for host in ("ada.localhost", "ada.localhost:80", "ada.localhost:9999"):
        assert b"Ada about" in get(edge.config.sites_port, "/about", host=host).body


@pytest.mark.parametrize("host", ["nobody.localhost", "ada.localhost.localhost", "ada.example"])
def test_an_unknown_host_name_shows_the_plain_page(edge, host):
    response = get(edge.config.sites_port, "/", host=host)
    assert response.status == 404
    assert b"There is nothing to read here" in response.body


@pytest.mark.parametrize(
    "path",
    [
        "/v1/domains/verify?domain=ada.localhost",
        "/healthz",
        "/../healthz",
        "//healthz",
        "/fall-through/../healthz",
    ],
)
@pytest.mark.parametrize("host", ["ada.localhost", "nobody.localhost", "127.0.0.1"])
def test_the_agents_own_routes_are_not_public(edge, path, host):
    response = get(edge.config.sites_port, path, host=host)
    assert response.status in {308, 400, 404, 421}
    assert b"Ours" not in response.body
    assert b"snapshot_age" not in response.body
