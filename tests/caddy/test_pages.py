"""Pages through the real Caddy: encodings, headers, redirects and errors."""

import gzip
import re
import socket
from dataclasses import replace
from uuid import uuid4

import brotli
import pytest

from app.delivery.redirects import Rule, Rules
from tests.edge.support import Edge, caddy, get, pages


def fetch(edge: Edge, path: str, host: str = "ada.localhost", **more):
    return get(edge.config.sites_port, path, host=host, **more)


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/", "Ada home"),
        ("/about", "Ada about"),
        ("/books", "Ada books"),
        ("/books/emma", "Ada emma"),
        ("/robots.txt", "User-agent"),
        ("/sitemap-1.xml", "urlset"),
        ("/about?utm=1", "Ada about"),
    ],
)
def test_a_page_is_served_at_its_path(edge, path, word):
    response = fetch(edge, path)
    assert response.status == 200
    assert word in response.body.decode()


def test_each_host_shows_its_own_site(edge):
    assert b"Bob about" in fetch(edge, "/about", "bob.localhost").body


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("identity", None, bytes)],
)
def test_precompressed_encodings_are_served(edge, accepted, encoding, decode):
    for path in ("/", "/about"):
        response = fetch(edge, path, headers={"Accept-Encoding": accepted})
        assert response.headers.get("content-encoding") == encoding
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert b"Ada" in decode(response.body)
        assert "accept-encoding" in response.headers.get("vary", "").lower()


def test_an_unchanged_page_is_revalidated_with_a_304(edge):
    first = fetch(edge, "/about", headers={"Accept-Encoding": "br"})
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    again = fetch(edge, "/about", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml"])
def test_sitemaps_are_revalidated_and_compressed(edge, path):
    response = fetch(edge, path, headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-type"].startswith("text/xml")
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert b"set" in gzip.decompress(response.body)


def test_assets_are_cached_for_a_year(edge):
    response = fetch(edge, "/_assets/font.0123456789ab.woff2")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "font/woff2"


@pytest.mark.parametrize("path", ["/", "/nothing", "/_assets/font.0123456789ab.woff2"])
def test_every_response_has_the_security_headers(edge, path):
    headers = fetch(edge, path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert re.findall(r"script-src[^;]*", headers["content-security-policy"]) == ["script-src 'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/about.html", "/about"),
        ("/books/emma.html?a=1", "/books/emma?a=1"),
        ("/index.html", "/"),
        ("/about/", "/about"),
        ("/books/", "/books"),
        ("//about/", "/about"),
    ],
)
def test_another_spelling_of_a_path_redirects_to_the_page(edge, path, target):
    response = fetch(edge, path)
    assert (response.status, response.headers["location"]) == (308, target)


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/old", 301, "/books/emma"),
        ("/old/?a=1", 301, "/books/emma?a=1"),
        ("/old.html", 301, "/books/emma"),
        ("/old/index.html", 301, "/books/emma"),
        ("/older", 301, "/books/emma"),
        ("/feed?b=2", 301, "https://elsewhere.example/feed?a=1"),
        ("/press", 302, "/about"),
        ("/shop/emma", 301, "/books/emma"),
        ("/shop", 301, "/books"),
        ("/shop/gone/a/b?x=1", 301, "/books?x=1#top"),
        ("/%C3%BCber", 301, "/about"),
    ],
)
def test_a_redirect_leads_to_its_target_in_one_step(edge, path, status, target):
    response = fetch(edge, path)
    assert (response.status, response.headers["location"]) == (status, target)
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", ["/round", "/and-round", "/dead", "/gone", "/shop//evil.example", "/shop/x"])
def test_a_redirect_that_leads_nowhere_gets_a_404(edge, path):
    response = fetch(edge, path)
    assert (response.status, response.headers.get("location")) == (404, None)
    assert b"Ada has no such page" in response.body


def test_a_gone_page_gets_a_410_with_the_sites_own_error_page(edge):
    response = fetch(edge, "/lost")
    assert response.status == 410
    assert b"Ada has no such page" in response.body


def test_a_page_takes_precedence_over_a_redirect(edge):
    assert b"Ada about" in fetch(edge, "/about").body


def test_a_former_host_name_redirects_to_the_new_one(edge):
    response = fetch(edge, "/about?x=1", "old-ada.localhost")
    assert response.status == 308
    assert response.headers["location"] == f"http://ada.localhost:{edge.config.sites_port}/about?x=1"


@pytest.mark.parametrize("path", ["/nothing", "/_assets/", "/a/../../x", "/.env"])
def test_a_missing_page_shows_the_sites_own_404_page(edge, path):
    response = fetch(edge, path)
    assert response.status == 404
    assert b"Ada has no such page" in response.body
    assert response.headers["cache-control"] == "no-store"


def test_a_site_without_a_404_page_shows_a_plain_page(edge):
    response = fetch(edge, "/nothing", "bob.localhost")
    assert response.status == 404
    assert b"There is nothing to read here" in response.body
    assert response.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_get_and_head_are_allowed(edge, method):
    for path in ("/", "/nothing"):
        response = fetch(edge, path, method=method)
        assert response.status == 405
        assert response.headers["allow"] == "GET, HEAD"


def test_a_host_new_to_this_edge_is_laid_out_on_its_first_request(tmp_path):
    edge = Edge(tmp_path)
    edge.publish("carol.localhost", pages("Carol"))
    edge.start(lay_out=False)
    with caddy(edge.config):
        answers = [fetch(edge, path, "carol.localhost") for path in ("/about", "/", "/nothing")]
    edge.stop()
    assert [response.status for response in answers] == [200, 200, 404]
    assert b"Carol about" in answers[0].body
    assert answers[0].headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_without_the_agent_pages_are_served_and_unknown_paths_get_a_503(
    tmp_path,
):
    edge = Edge(tmp_path)
    edge.publish("ada.localhost", pages("Ada"))
    edge.start()
    edge.stop()
    with caddy(edge.config):
        found = fetch(edge, "/about")
        others = [fetch(edge, "/moved"), fetch(edge, "/moved", "nobody.localhost")]
    assert found.status == 200
    for other in others:
        assert (other.status, other.headers["retry-after"]) == (503, "30")
        assert other.headers["cache-control"] == "no-store"
    assert b"Ada has no such page" in others[0].body
    assert "We can’t show this page right now" in others[1].body.decode()
    assert b"misspelt" not in others[1].body


def test_a_site_that_cannot_be_laid_out_gets_a_503(tmp_path):
    edge = Edge(tmp_path)
    site = edge.publish("ada.localhost", pages("Ada"))
    edge.store.delete_manifest(edge.live[site].tenant_id, edge.live[site].build_id)
    edge.start(lay_out=False)
    with caddy(edge.config):
        response = fetch(edge, "/about")
    edge.stop()
    assert (response.status, response.headers["retry-after"]) == (503, "30")


def test_redirects_and_the_404_page_work_while_the_newest_build_cannot_be_laid_out(tmp_path):
    edge = Edge(tmp_path)
    site = edge.publish("ada.localhost", pages("Ada"), named={"about": "/about"})
    edge.start()
    edge.agent.rules.put(site, Rules({"/press": Rule("temporary", page="about")}))
    newest = {site: replace(edge.live[site], build_id=uuid4())}
    edge.agent.snapshot = replace(edge.agent.snapshot, live=newest)
    with caddy(edge.config):
        answers = [fetch(edge, path) for path in ("/about", "/press", "/nothing")]
    edge.stop()
    assert [response.status for response in answers] == [200, 302, 404]
    assert b"Ada has no such page" in answers[2].body


def test_a_redirect_preserves_a_query_with_any_bytes(edge):
    with socket.create_connection(("127.0.0.1", edge.config.sites_port), 10) as connection:
        connection.sendall(
            b"GET /about/?a=\xa0\xff&b=%C3%A9 HTTP/1.1\r\nHost: ada.localhost\r\nConnection: close\r\n\r\n"
        )
        response = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert response.startswith(b"HTTP/1.1 308 ")
    assert b"\r\nLocation: /about?a=%A0%FF&b=%C3%A9\r\n" in response


@pytest.mark.parametrize(
    "path",
    [
        "/../bob.localhost/index.html",
        "/..%2fbob.localhost/index.html",
        "/%2e%2e/bob.localhost/about",
        "/%2e%2e%2fbob.localhost%2fabout",
        "/..%5cbob.localhost%5cabout",
        "/books/../../bob.localhost/about",
        "//../../404.html",
        "/%2e%2e/%2e%2e/404.html",
        "/about%00.html",
        "/" + "a" * 300,
        "/" + "../" * 60 + "etc/passwd",
    ],
)
def test_no_path_leads_outside_the_hosts_own_folder(edge, path):
    response = fetch(edge, path)
    assert response.status in {308, 400, 404}
    for word in (b"Bob", b"outside", b"root:"):
        assert word not in response.body
