"""Previews through the real Caddy: shown only with the link, and never cached or indexed."""

import re
import shutil
import time
from dataclasses import replace

import pytest

from app.delivery.preview_links import PATH, digest_of
from app.delivery.site_passwords import Lock, SiteLocks
from app.edge.state import PreviewLink
from app.edge.state.previews import COOKIE, HOST_COOKIE
from tests.caddy.test_certificates import get_tls, handshake
from tests.edge import support
from tests.edge.support import CADDYFILE, Edge, caddy, get, pages

SHOWN, OTHER, EXPIRED = (
    "preview-abcdefgh.localhost",
    "preview-bbcdefgh.localhost",
    "preview-zbcdefgh.localhost",
)
MISSING = "preview-none.localhost"
SECRETS = {SHOWN: "s" * 32, OTHER: "o" * 32, EXPIRED: "z" * 32}
EVERYTHING = [
    "/",
    "/about",
    "/about.html",
    "/about/",
    "/404.html",
    "/nothing",
    "/robots.txt",
    "/index.html.br",
]
EVERYTHING += [
    "/_assets/font.0123456789ab.woff2",
    "//about",
    PATH,
    "/_preview",
    f"{PATH}{'x' * 32}",
    "/_open",
]


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    edge = Edge(tmp_path_factory.mktemp("previews"))
    edge.publish("ada.localhost", pages("Ada"))
    edge.publish("preview-books.example", pages("Bookshop"))
    for name in SECRETS:
        edge.publish(name, pages("Draft"))
    edge.hosts = [with_link(host) if host.hostname in SECRETS else host for host in edge.hosts]
    edge.start()
    with caddy(edge.config):
        yield edge
    edge.stop()


def with_link(host):
    until = time.time() + (600 if host.hostname != EXPIRED else -1)
    return replace(host, link=PreviewLink(digest_of(SECRETS[host.hostname]), "/books/emma", until))


def fetch(edge, path, host=SHOWN, *, cookie="", **headers):
    sent = {"Cookie": f"a=b; {cookie}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return get(edge.config.sites_port, path, host=host, headers=sent)


def open_link(edge, host=SHOWN, **headers):
    return fetch(edge, PATH + SECRETS[host], host, **headers)


def cookie_from(response) -> str:
    return response.headers["set-cookie"].partition(";")[0]


def test_the_link_sets_a_cookie_for_its_host_and_redirects_to_the_page(edge):
    response = open_link(edge)

    assert (response.status, response.headers["location"], response.body) == (303, "/books/emma", b"")
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "private, no-store"
    attributes = response.headers["set-cookie"].split("; ")
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} < set(attributes)
    assert not any(part.startswith("Domain") for part in attributes)
    assert 590 <= int(re.search(r"Max-Age=(\d+)", response.headers["set-cookie"])[1]) <= 600
    assert SECRETS[SHOWN] not in response.headers["set-cookie"]


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("host", [SHOWN, EXPIRED, MISSING])
def test_without_its_cookie_a_preview_looks_like_a_missing_one(edge, path, host):
    response = fetch(edge, path, host, cookie=cookie_from(open_link(edge, OTHER)))

    assert response.status == 403
    assert b"This link no longer works" in response.body
    assert response.body == fetch(edge, "/", MISSING).body
    assert b"Draft" not in response.body
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/about", 200),
        ("/robots.txt", 200),
        ("/_assets/font.0123456789ab.woff2", 200),
        ("/nothing", 404),
        ("/../../../snapshot.json", 404),
    ],
)
def test_a_preview_is_neither_cached_nor_indexed(edge, path, status):
    response = fetch(edge, path, cookie=cookie_from(open_link(edge)))

    assert response.status == status
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_missing_pages_show_the_previews_404_page(edge):
    response = fetch(edge, "/nothing", cookie=cookie_from(open_link(edge)))

    assert b"Draft has no such page" in response.body


def test_a_trailing_slash_redirects_to_the_page_on_the_same_host(edge):
    response = fetch(edge, "/about/?a=1", cookie=cookie_from(open_link(edge)))

    assert (response.status, response.headers["location"]) == (308, "/about?a=1")


def test_over_https_the_cookie_is_secure_and_has_the_host_prefix(edge):
    sent = {"Host": SHOWN, "X-Forwarded-Proto": "https"}

    response = get(edge.config.edge_port, f"/fall-through{PATH}{SECRETS[SHOWN]}", headers=sent)

    assert response.headers["set-cookie"].startswith(f"{HOST_COOKIE}=")
    assert response.headers["set-cookie"].endswith("; Secure")
    assert fetch(edge, "/", cookie=cookie_from(response)).status == 200


def test_a_link_opens_over_tls_with_a_certificate_that_contains_no_secret(edge):
    response = get_tls(edge.config.sites_tls_port, SHOWN, PATH + SECRETS[SHOWN])

    with handshake(edge.config.sites_tls_port, SHOWN) as connection:
        certificate = connection.getpeercert(binary_form=True)
    assert response.status == 303
    assert response.headers["set-cookie"].startswith(f"{HOST_COOKIE}=")
    assert response.headers["set-cookie"].endswith("; Secure")
    assert SHOWN.encode() in certificate
    assert SECRETS[SHOWN].encode() not in certificate


@pytest.mark.parametrize("value", ["", "x", "0" * 64, digest_of(SECRETS[SHOWN]), SECRETS[SHOWN], "\u00e9"])
def test_neither_other_values_nor_the_stored_digest_open_a_preview(edge, value):
    assert fetch(edge, "/", cookie=f"{COOKIE}={value}").status == 403
    assert fetch(edge, f"{PATH}{digest_of(SECRETS[SHOWN])}").status == 403


def test_a_preview_is_laid_out_on_its_first_request_without_a_host_folder(edge):
    cookie = cookie_from(open_link(edge))
    site_id = edge.agent.snapshot.hosts[SHOWN].site_id
    edge.agent.layout.drop_build(edge.agent.layout.shown_build(site_id))
    edge.agent.layout.remove_site(site_id)

    assert fetch(edge, "/about").status == 403
    assert edge.agent.layout.shown_build(site_id) is None
    assert b"Draft about" in fetch(edge, "/about", cookie=cookie).body
    assert not (edge.agent.layout.home / "hosts" / SHOWN).exists()


def test_the_message_without_a_valid_link_is_in_the_readers_language(edge):
    response = fetch(edge, "/", Accept_Language="xx, de-AT;q=0.8, en;q=0.5")

    assert "Dieser Link gilt nicht mehr" in response.body.decode()


def test_sites_with_names_like_previews_are_cached_and_indexed(edge):
    for host in ("ada.localhost", "preview-books.example"):
        page = get(edge.config.sites_port, "/about", host=host)
        asset = get(edge.config.sites_port, "/_assets/font.0123456789ab.woff2", host=host)

        assert page.status == 200
        assert "x-robots-tag" not in page.headers
        assert page.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert "immutable" in asset.headers["cache-control"]


@pytest.mark.parametrize(("host", "status"), [(SHOWN, 200), (EXPIRED, 403), (MISSING, 403)])
def test_a_preview_gets_a_certificate_only_until_it_expires(edge, host, status):
    assert get(edge.config.edge_port, f"/v1/domains/verify?domain={host}").status == status


def test_a_preview_does_not_require_the_sites_password(edge):
    site = edge.agent.snapshot.hosts["ada.localhost"].site_id
    locks = {site: SiteLocks("en", (Lock("1", "", "key"),))}
    edge.agent.snapshot = replace(edge.agent.snapshot, locks=locks)

    assert fetch(edge, "/about", cookie=cookie_from(open_link(edge))).status == 200


def test_caddys_logs_do_not_contain_the_secret(tmp_path, monkeypatch):
    folder = tmp_path / "caddy"
    shutil.copytree(CADDYFILE.parent, folder)
    caddyfile = folder / "Caddyfile"
    caddyfile.write_text(re.sub(r"(?m)^(https?://:.*)$", r"\1\n\tlog", CADDYFILE.read_text()))
    monkeypatch.setattr(support, "CADDYFILE", caddyfile)
    edge = Edge(tmp_path / "alone")

    with caddy(edge.config):
        unavailable = get(edge.config.sites_port, f"{PATH}{SECRETS[SHOWN]}?a=1", host=SHOWN)
    with caddy(edge.config, QUILLSPACE_SITES_HTTP="redirect"):
        redirected = get(edge.config.sites_port, f"{PATH}{SECRETS[SHOWN]}", host=SHOWN)

    log = (edge.config.home / "caddy.log").read_text()
    assert (unavailable.status, redirected.status) == (503, 308)
    assert SECRETS[SHOWN] in redirected.headers["location"]
    assert SECRETS[SHOWN] not in log
    assert f'"uri":"{PATH}-?a=1"' in log
    assert f'"Location":["https://{SHOWN}{PATH}-"]' in log
