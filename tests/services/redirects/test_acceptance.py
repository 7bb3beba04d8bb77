"""Links survive renaming: a parent page with three children and ten inbound links is renamed five times."""

import re
import threading
import time

import pytest

from app.edge.agent import Agent
from app.edge.server import EdgeServer
from app.services import pages
from app.tenancy import tenant_scope
from tests.edge.support import Edge, caddy, get
from tests.factories import make_page
from tests.services.publishing.support import manifest, on_site, publish, read, store

CHILDREN = ("emma", "lady-susan", "persuasion")


@pytest.fixture
def fetch(clean_database, tmp_path):
    """A function that requests a path of Ada's site from an edge that follows the database."""
    edge = Edge(tmp_path)
    agent = Agent(home=edge.config.edge_home, dsn=lambda: clean_database.database_edge_url, store=store())
    server = EdgeServer(agent=agent, config=edge.config)
    threads = [
        threading.Thread(target=agent.run),
        threading.Thread(target=server.serve_forever, args=(0.02,)),
    ]
    for thread in threads:
        thread.start()
    with caddy(edge.config):
        yield lambda path: get(edge.config.sites_port, path, host="ada.localhost", method="HEAD")
    agent.stop()
    server.shutdown()
    server.server_close()
    for thread in threads:
        thread.join(10)


@pytest.fixture
def family(people, admin_engine):
    """A parent page and its children; ten other pages each link to the parent and to one child."""
    with on_site(admin_engine, people.ada) as (session, site):
        parent = make_page(session, site, slug="books", title="Books")
        children = [make_page(session, site, slug=f"books/{name}", title=name) for name in CHILDREN]
        for number in range(10):
            content = [
                button("to-parent", f"Link {number}", parent),
                button("to-child", "A child", children[number % 3]),
            ]
            document = {"root": {"props": {}}, "content": content, "zones": {}}
            make_page(
                session, site, slug=f"p{number}", title=f"Page {number}", data=document, position=number
            )
    return [parent, *children]


def button(block, label, page):
    return {"type": "Button", "props": {"id": block, "label": label, "link": {"page": str(page.id)}}}


def rename(person, page, slug):
    with tenant_scope(person.tenant_id, user_id=person.id):
        pages.update_page(page.id, title="Books", slug=slug, meta_description="", in_menu=True)


def addresses(person, build, family):
    """Return the published path of each page of the family."""
    shown = manifest(person, build).pages
    return {str(page.id): shown[str(page.id)] for page in family}


def wait_for_page(fetch, path):
    deadline = time.monotonic() + 10
    while fetch(path).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_former_path_redirects_in_one_step_and_no_page_links_to_it(people, family, fetch):
    known = addresses(people.ada, publish(people.ada), family)
    old = {}
    for slug in ("works", "novels", "books", "all/novels", "oeuvre"):
        old |= {path: page for page, path in known.items()}
        rename(people.ada, family[0], slug)
        build = publish(people.ada)
        known = addresses(people.ada, build, family)
    old = {path: page for path, page in old.items() if path not in known.values()}
    wait_for_page(fetch, "/oeuvre/emma")

    responses = {path: fetch(path) for path in old}

    assert len(old) == 16
    assert {
        path: (response.status, response.headers["location"]) for path, response in responses.items()
    } == {path: (301, known[page]) for path, page in old.items()}
    html = "".join(
        read(people.ada, build, file) for file in manifest(people.ada, build).files if file.endswith(".html")
    )
    assert not set(re.findall(r'href="(/[^"]*)"', html)) & old.keys()
    assert html.count('href="/oeuvre"') >= 10
    assert html.count('href="/oeuvre/') >= 10


def test_before_a_page_is_deleted_all_ten_inbound_links_are_listed(people, family, client):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        found = pages.list_inbound_links(family[0].id)
    assert [(place.title, place.text) for place in found] == [
        (f"Page {number}", f"Link {number}") for number in range(10)
    ]
    people.ada.sign_in(client)

    screen = client.get(f"/pages/{family[0].id}/deletions/new").text

    assert "10 links point here" in " ".join(screen.split())
    assert screen.count("#block=to-parent") == 10
