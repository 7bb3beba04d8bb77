"""Compressed copies and hidden files cannot be requested by their own names, on any kind of host."""

import time
from dataclasses import replace

import pytest

from app.delivery.preview_links import PATH, digest_of
from app.delivery.redirects import Rule, Rules
from app.delivery.site_passwords import Lock, SiteLocks, cookie_name, cookie_value
from app.edge.state import PreviewLink
from tests.edge.support import Edge, caddy, get, pages

PAGE, WHOLE = Lock("11111111-aaaa", "emma", "key of the page"), Lock("22222222-bbbb", "", "key of the site")
SECRET = "s" * 32
HOSTS = {
    "ada.localhost": "a site",
    "books.example.br": "a site whose hostname ends like a compressed copy",
    "page-locked.localhost": "a site with a locked page",
    "locked.localhost": "a locked site",
    "preview-abcdefgh.localhost": "a preview",
}
HIDDEN = ("/.new-0123", "/.git/config", "/books/.new-0123/notes.txt")


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    edge = Edge(tmp_path_factory.mktemp("names"))
    named = {"home": "/", "about": "/about", "emma": "/books/emma"}
    files = pages("Ada") | dict.fromkeys(HIDDEN, b"hidden")
    sites = {host: edge.publish(host, files, named=named) for host in (*HOSTS, "late.localhost")}
    link = PreviewLink(digest_of(SECRET), "/", time.time() + 600)
    edge.hosts = [replace(host, link=link) if "preview" in host.hostname else host for host in edge.hosts]
    edge.locks = {
        sites["page-locked.localhost"]: SiteLocks("en", (PAGE,)),
        sites["locked.localhost"]: SiteLocks("en", (WHOLE,)),
    }
    edge.start(lay_out=False)
    for host in HOSTS:
        edge.agent.fetch_host(host)
    edge.agent.rules.put(sites["ada.localhost"], Rules({"/novel.txt.gz": Rule("moved", target="/about")}))
    with caddy(edge.config):
        yield edge
    edge.stop()


def cookies(edge, host):
    """Return the cookies of a reader who may see everything on this host."""
    if "preview" in host:
        opened = get(edge.config.sites_port, PATH + SECRET, host=host)
        return opened.headers["set-cookie"].partition(";")[0]
    return "; ".join(f"{cookie_name(lock.id)}={cookie_value(lock.id, lock.key)}" for lock in (PAGE, WHOLE))


def internal_names(edge):
    """Return the paths of all internal files of a build, as an edge lays it out."""
    build = next(
        path for path in (edge.config.edge_home / "builds").iterdir() if (path / "books/emma.html").exists()
    )
    names = {f"/{path.relative_to(build)}" for path in build.rglob("*") if path.is_file()}
    return sorted(name for name in names if name.endswith((".br", ".gz")) or "/." in name)


def spellings(name):
    """Return other request paths that mean the same file to somebody."""
    folder, _, last = name.rpartition("/")
    yield from (name, f"/{name}", f"{name}/", f"{name}?a=1", f"/x/..{name}", f"{name}/x/..", f"/.{name}")
    yield from (name.replace(".", "%2E"), name.replace(".", "%2e"), f"{folder}/%{ord(last[0]):02x}{last[1:]}")
    yield from (name.upper(), f"{name[:-2]}{name[-2:].upper()}", f"{name}%00", f"{name}%20", f"{name}.")


@pytest.mark.parametrize("host", HOSTS, ids=HOSTS.values())
def test_internal_files_are_not_served_by_name(edge, host):
    sent = {"Cookie": cookies(edge, host), "Accept-Encoding": "br, gzip"}
    names = internal_names(edge)
    assert {"/index.html.br", "/index.html.gz", "/books/emma.html.br", *HIDDEN} <= set(names)

    served = {
        (path, response.status)
        for name in names
        for path in spellings(name)
        if (response := get(edge.config.sites_port, path, host=host, headers=sent)).status not in {400, 404}
    }

    assert served == set()
    assert get(edge.config.sites_port, "/books/emma", host=host, headers=sent).status == 200


@pytest.mark.parametrize("host", HOSTS, ids=HOSTS.values())
@pytest.mark.parametrize(
    "path", ["/books/", "/_assets", "/_assets/", "/addresses", "/manifest.json", "/packed/"]
)
def test_folders_are_not_listed(edge, host, path):
    response = get(edge.config.sites_port, path, host=host, headers={"Cookie": cookies(edge, host)})

    assert response.status in {308, 404}
    assert b"font.0123456789ab" not in response.body


def test_a_site_that_is_being_laid_out_serves_no_internal_files(edge):
    assert get(edge.config.sites_port, "/index.html.br", host="late.localhost").status == 404
    assert get(edge.config.sites_port, "/about", host="late.localhost").status == 200


def test_a_redirect_may_still_have_such_a_name(edge):
    response = get(edge.config.sites_port, "/novel.txt.gz", host="ada.localhost")

    assert (response.status, response.headers["location"]) == (301, "/about")
