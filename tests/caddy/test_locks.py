"""Locked pages and sites through the real Caddy."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.delivery.site_passwords import Lock, SiteLocks, cookie_name, cookie_value
from tests.edge.support import Edge, caddy, get, pages

PAGE = Lock("11111111-aaaa", "emma", "key of the page")
WHOLE = Lock("22222222-bbbb", "", "key of the site")


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    edge = Edge(tmp_path_factory.mktemp("locks"))
    named = {"home": "/", "about": "/about", "emma": "/books/emma"}
    ada = edge.publish("ada.localhost", pages("Ada"), named=named)
    bob = edge.publish("bob.localhost", pages("Bob"), named=named)
    edge.redirect("former.localhost", "bob.localhost", bob)
    edge.locks = {ada: SiteLocks("de", (PAGE,)), bob: SiteLocks("en", (WHOLE,))}
    edge.start()
    with caddy(edge.config):
        yield edge
    edge.stop()


def fetch(edge, path, host="ada.localhost", *, lock=None, cookie="", **more):
    sent = f"{cookie_name(lock.id)}={cookie_value(lock.id, lock.key)}" if lock else cookie
    return get(edge.config.sites_port, path, host=host, headers={"Cookie": f"a=b; {sent}"}, **more)


@pytest.mark.parametrize(
    "path",
    [
        "/books/emma",
        "/books/emma/",
        "/books/emma.html",
        "/books/emma.html.br",
        "/books/emma.html.gz",
        "//books/emma",
    ],
)
@pytest.mark.parametrize("sent", [None, WHOLE])
def test_a_locked_page_is_not_shown_without_the_password(edge, path, sent):
    response = fetch(edge, path, lock=sent)
    assert response.status in {401, 404}
    assert b"Ada emma" not in response.body
    assert "public" not in response.headers["cache-control"]


def test_the_password_form_is_in_the_sites_language(edge):
    response = fetch(edge, "/books/emma?a=1")
    assert response.status == 401
    assert "Diese Seite ist privat" in response.body.decode()
    assert 'value="/books/emma?a=1"' in response.body.decode()
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["www-authenticate"] == 'Form realm="readers"'
    assert "form-action 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/" + "a" * 300, "/" + "a" * 300 + "/", "/" + "a/" * 600])
def test_an_invalid_path_of_a_locked_site_requires_the_password_too(edge, path):
    assert fetch(edge, path, "bob.localhost").status == 401
    assert fetch(edge, path, "bob.localhost", lock=WHOLE).status == 404


def test_with_the_password_a_page_is_shown_and_not_cached(edge):
    response = fetch(edge, "/books/emma", lock=PAGE)
    assert (response.status, response.body) == (200, b"<h1>Ada emma</h1>")
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_pages_without_a_lock_are_open(edge):
    assert fetch(edge, "/about").status == 200
    assert fetch(edge, "/books").headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "path", ["/", "/about", "/robots.txt", "/_assets/font.0123456789ab.woff2", "/404.html", "/nothing"]
)
def test_a_locked_site_shows_nothing_without_the_password(edge, path):
    response = fetch(edge, path, "bob.localhost", lock=PAGE)
    assert response.status == 401
    assert b"Bob" not in response.body


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/about", 200), ("/robots.txt", 200), ("/nothing", 404)]
)
def test_with_the_password_the_whole_site_is_shown(edge, path, status):
    response = fetch(edge, path, "bob.localhost", lock=WHOLE)
    assert response.status == status
    assert status == 404 or response.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("host", ["BOB.localhost", "bob.localhost.", "former.localhost"])
def test_a_locked_site_asks_for_its_password_on_its_canonical_host_only(edge, host):
    response = fetch(edge, "/about?x=1", host)

    assert response.status == 308
    assert response.headers["location"] == f"http://bob.localhost:{edge.config.sites_port}/about?x=1"


def test_a_locked_site_is_laid_out_on_its_first_request(edge):
    site_id = edge.agent.snapshot.hosts["bob.localhost"].site_id
    edge.agent.layout.drop_build(edge.agent.layout.shown_build(site_id))
    edge.agent.layout.remove_site(site_id)

    assert fetch(edge, "/about", "bob.localhost", lock=WHOLE).status == 200


def forged():
    good = cookie_value(WHOLE.id, WHOLE.key)
    past = str(int(time.time()) - 1)
    yield "", f"{int(time.time()) + 99999}."
    yield "longer", f"9{good}"
    yield "past", f"{past}.{good.partition('.')[2]}"
    yield "another key", cookie_value(WHOLE.id, "another")
    yield "another lock", cookie_value(PAGE.id, WHOLE.key)
    yield "no number", f"x.{good}"
    yield "other digits", f"٣{good}"


@pytest.mark.parametrize(
    ("name", "value"), list(forged()), ids=lambda value: value[:8] if value.isalpha() else "value"
)
def test_a_forged_cookie_opens_nothing(edge, name, value):
    sent = f"{cookie_name(WHOLE.id)}={value}".encode().decode("latin-1")
    assert fetch(edge, "/about", "bob.localhost", cookie=sent).status == 401


def test_removing_a_lock_publishes_the_page_and_a_new_lock_withholds_it(edge):
    layout = edge.agent.layout
    build = next(iter(edge.live.values())).build_id
    layout.separate_pages(build, [])
    assert layout.has_file(build, "/books/emma.html")
    layout.separate_pages(build, ["/", "/books/emma"])
    assert not layout.has_file(build, "/index.html")
    layout.separate_pages(build, ["/books/emma"])
    assert layout.has_file(build, "/index.html")
    assert (layout.home / "builds" / str(build) / "index.html.br").is_file()


def test_without_the_app_passwords_get_a_503_page(edge):
    response = get(
        edge.config.sites_port, "/_open", host="ada.localhost", method="POST", headers={"Content-Length": "0"}
    )
    assert (response.status, response.headers["retry-after"]) == (503, "30")
    assert "We can’t show this page right now" in response.body.decode()


def test_only_passwords_are_sent_to_the_app(edge):
    received = []

    class App(BaseHTTPRequestHandler):
        def do_POST(self):
            known = ("Host", "X-Reader-Address", "X-Edge-Key", "Cookie")
            received.append((self.path, *(self.headers[name] for name in known)))
            self.send_response(303)
            self.send_header("Location", "/about")
            self.send_header("Set-Cookie", "qs-open=1")
            self.send_header("Content-Security-Policy", "default-src 'self'")
            self.send_header("Strict-Transport-Security", "max-age=1; includeSubDomains")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", edge.config.port), App) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        sent = {"Content-Length": "0", "Cookie": "a=b", "X-Reader-Address": "6.6.6.6", "X-Edge-Key": "mine"}
        response = get(edge.config.sites_port, "/_open", host="ada.localhost", method="POST", headers=sent)
        for path in ("/", "/about", "/_open/x", "/edge/unlocks"):
            get(edge.config.sites_port, path, host="ada.localhost", method="POST", headers=sent)
        server.shutdown()
        thread.join()

    assert (response.status, response.headers["location"], response.headers["set-cookie"]) == (
        303,
        "/about",
        "qs-open=1",
    )
    assert response.headers["cache-control"] == "private, no-store"
    assert "style-src 'unsafe-inline'" in response.headers["content-security-policy"]
    assert "default-src 'self'" not in response.headers["content-security-policy"]
    assert "strict-transport-security" not in response.headers
    assert received == [("/edge/unlocks", "localhost", "127.0.0.1", "the key of the edges", None)]
