import threading
from http.server import ThreadingHTTPServer

import pytest
from sqlalchemy import text

from app.adapters.outside import Gate
from app.services import link_checks, pages
from app.tenancy import tenant_scope
from tests.adapters.test_outside import Server
from tests.factories import make_page
from tests.services.publishing.support import change, link_to, on_site, publish

OPEN = Gate(lambda _address: True, lambda scheme, port: port if scheme == "http" else None)


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.asked, server.answers = [], {"/alive": (200, ""), "/broken": (503, ""), "/members": (401, "")}
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def rich(*addresses):
    links = "".join(f'<p><a href="{address}">To {address}</a></p>' for address in addresses)
    props = {"id": "text-1", "body": links}
    return {"root": {"props": {}}, "content": [{"type": "Text", "props": props}], "zones": {}}


def broken(site):
    return [(each.place.title, each.place.part, each.target) for each in link_checks.list_broken(site)]


def test_a_dead_link_is_in_the_list_after_one_look_and_gone_from_it_with_the_link(
    people, admin_engine, elsewhere
):
    site_id = people.ada.site_id
    with on_site(admin_engine, people.ada) as (session, site):
        document = rich(*(f"{elsewhere}/{path}" for path in ("alive", "dead", "broken", "members")))
        page = make_page(session, site, slug="links", title="Links", data=document)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        assert broken(site_id) == []

        link_checks.check_links(site_id, gate=OPEN)

        assert broken(site_id) == [("Links", "Text", f"{elsewhere}/{path}") for path in ("dead", "broken")]
        change(admin_engine, "UPDATE pages SET puck_data = '{\"content\": []}' WHERE id = :id", id=page.id)
        link_checks.check_links(site_id, gate=OPEN)
        assert broken(site_id) == []


def test_nothing_of_ours_is_looked_at(people, admin_engine, elsewhere):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="links", title="Links", data=rich(f"{elsewhere}/alive"))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        link_checks.check_links(people.ada.site_id)
        (found,) = link_checks.list_broken(people.ada.site_id)
    assert found.trouble == "This is no address that can be looked at."


def test_links_within_the_site_are_known_at_once(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        books = make_page(session, site, slug="books", title="Books")
        make_page(session, site, slug="a", title="A", data=link_to(books.id), position=1)
        make_page(
            session, site, slug="b", title="B", data=rich("/books", "/nowhere", "/books#emma"), position=2
        )
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        assert broken(people.ada.site_id) == [("B", "Text", "/nowhere")]
        pages.delete_page(books.id)
        assert [title for title, *_ in broken(people.ada.site_id)] == ["A", "B", "B", "B"]


def test_published_sites_are_due_once_a_week(people, admin_engine):
    publish(people.ada)
    assert link_checks.list_due() == []
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE sites SET links_checked_at = now() - interval '8 days'"))

    assert link_checks.list_due() == [(people.ada.tenant_id, people.ada.site_id)]
    with tenant_scope(people.ada.tenant_id):
        link_checks.check_links(people.ada.site_id, gate=OPEN)
    assert link_checks.list_due() == []


def test_another_tenants_links_are_not_seen(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        make_page(session, site, slug="b", title="B", data=rich("/nowhere"))
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        assert broken(people.carol.site_id) == []
