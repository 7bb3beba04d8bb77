from sqlalchemy import text

from tests.factories import make_page
from tests.services.publishing.support import on_site
from tests.services.test_link_checks import rich


def test_links_that_lead_nowhere_are_listed_with_their_page_and_part(client, people, admin_engine):
    people.ada.sign_in(client)
    with on_site(admin_engine, people.ada) as (session, site):
        page = make_page(session, site, slug="b", title="Reading", data=rich("/nowhere"))

    shown = client.get(f"/sites/{people.ada.site_id}/links").text

    assert f'data-edit-page="{page.id}">Reading</a>' in shown
    assert "There is no such page." in shown


def test_a_look_can_be_asked_for_and_is_asked_for_once(client, people, admin_engine):
    people.ada.sign_in(client)
    for _ in range(3):
        client.post(f"/sites/{people.ada.site_id}/links/checks")
    with admin_engine.connect() as connection:
        row = connection.execute(text("SELECT topic, payload FROM outbox")).one()
    assert row == ("links", {"site_id": str(people.ada.site_id)})
