import pytest
from sqlalchemy import text

from app.services import link_checks
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.services.link_checks.support import OPEN, rich
from tests.services.publishing.support import on_site

DEAD = "http://localhost:1/gone"


@pytest.fixture
def page(people, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        return make_page(session, site, slug="b", title="Reading", data=rich("/nowhere", DEAD))


def outbox_messages(engine):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT topic, payload FROM outbox"))]


def test_broken_links_are_listed_with_a_link_to_their_block(client, people, page):
    people.ada.sign_in(client)

    shown = client.get(f"/sites/{people.ada.site_id}/links").text

    assert f'href="/pages/{page.id}/edit#block=text-1"' in shown
    assert "Page “Reading”, Text" in shown
    assert "This page doesn’t exist." in shown


def test_a_check_can_be_requested_and_its_progress_is_shown(client, people, page, admin_engine):
    people.ada.sign_in(client)
    address = f"/sites/{people.ada.site_id}/links"
    assert "have not been checked yet" in client.get(address).text

    for _ in range(3):
        client.post(f"{address}/checks")

    assert outbox_messages(admin_engine) == [("links", {"site_id": str(people.ada.site_id)})]
    shown = client.get(address).text
    assert "Checking links to other sites" in shown
    assert 'hx-trigger="every 2s"' in shown


def test_one_link_can_be_checked_again(client, people, page, admin_engine):
    people.ada.sign_in(client)
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        link_checks.check_links(people.ada.site_id, policy=OPEN)

    client.post(f"/sites/{people.ada.site_id}/links/checks", data={"address": DEAD})
    made_up = client.post(f"/sites/{people.ada.site_id}/links/checks", data={"address": "http://made.up/"})

    assert outbox_messages(admin_engine) == [("links", {"site_id": str(people.ada.site_id), "address": DEAD})]
    assert made_up.status_code == 404


@pytest.mark.parametrize("screen", ["pages", "publications"])
def test_other_screens_show_the_number_of_broken_links(client, people, page, screen):
    people.ada.sign_in(client)
    count = f"/sites/{people.ada.site_id}/links/count"

    assert f'hx-get="{count}"' in client.get(f"/sites/{people.ada.site_id}/{screen}").text
    assert "1 broken link" in client.get(count).text
