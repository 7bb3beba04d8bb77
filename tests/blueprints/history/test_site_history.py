"""The history of a site, on its own screen."""

import html
import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app.services import documents, editing, history, pages, sections
from app.services.documents import Gesture
from app.services.history import Cursor
from app.tenancy import tenant_scope
from tests.factories import People, Person
from tests.services.publishing.support import publish

ENTRY = re.compile(r'data-entry="(\w+)".*?past__what">([^<]+)<', re.DOTALL)


@pytest.fixture
def ada(client: FlaskClient, people: People) -> Person:
    people.ada.sign_in(client)
    return people.ada


def screen(client: FlaskClient, person: Person, **query: str) -> str:
    response = client.get(f"/sites/{person.site_id}/history", query_string=query)
    assert response.status_code == 200
    return response.text


def entries(page: str) -> list[tuple[str, str]]:
    return [(kind, html.unescape(what)) for kind, what in ENTRY.findall(page)]


def test_the_site_history_lists_steps_versions_publications_and_deletions(client: FlaskClient, ada: Person):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        about = pages.create_page(ada.site_id, title="About")
        editing.insert_block(about.id, component="Hero", gesture=Gesture())
        history.name_version(about.id, name="First try")
        editing.insert_block(ada.page_id, component="Quote", gesture=Gesture())
    publish(ada)
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        pages.delete_page(about.id)

    page = screen(client, ada)

    assert entries(page) == [
        ("page", "Moved the page to the trash"),
        ("publication", "Published the site"),
        ("step", "Added Quote"),
        ("named", "First try"),
        ("step", "Added Opening"),
        ("page", "Added the page"),
    ]
    assert entries(screen(client, ada, only="named")) == [("named", "First try")]
    assert page.count("About (in the trash)") == 4


def test_a_deleted_page_is_restored_from_the_site_history_and_can_be_deleted_again(
    client: FlaskClient, ada: Person
):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        about = pages.create_page(ada.site_id, title="About")
        editing.insert_block(about.id, component="Hero", gesture=Gesture())
        pages.delete_page(about.id)
    assert f"/trash/{about.id}/restorations" in screen(client, ada)

    client.post(f"/trash/{about.id}/restorations")

    page = screen(client, ada)
    assert entries(page)[0] == ("page", "Restored the page")
    assert client.get(f"/pages/{about.id}/edit").status_code == 200
    assert f"/trash/{about.id}/restorations" not in page
    assert f'action="/pages/{about.id}/deletions"' in page
    client.post(f"/pages/{about.id}/deletions")
    assert entries(screen(client, ada))[0] == ("page", "Moved the page to the trash")


def test_a_deleted_shared_section_is_restored_from_the_site_history(client: FlaskClient, ada: Person):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        editing.share_block(ada.page_id, "heading-1", name="Greeting", gesture=Gesture())
        (card,) = sections.list_sections(ada.site_id)
        documents.undo(ada.page_id, gesture=Gesture())
        sections.delete_section(card.id)
    page = screen(client, ada)
    assert entries(page)[0] == ("page", "Deleted the shared section")
    assert f"/sections/{card.id}/restorations" in page

    client.post(f"/sections/{card.id}/restorations")

    page = screen(client, ada)
    assert entries(page)[0] == ("page", "Restored the shared section")
    assert f"/sections/{card.id}/restorations" not in page


def test_every_entry_is_listed_even_if_many_have_the_same_time(
    client: FlaskClient, ada: Person, admin_engine: Engine
):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        editing.insert_block(ada.page_id, component="Hero", gesture=Gesture())
    with admin_engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO page_operations (tenant_id, page_id, revision, operation_id, group_id, actor_id,
                                         kind, label, payload, created_at)
            SELECT tenant_id, page_id, number, gen_random_uuid(), gen_random_uuid(), actor_id,
                   'do', 'Step ' || number, payload, created_at
            FROM page_operations, generate_series(2, 350) AS number
            """)
        )
        connection.execute(
            text("""
            INSERT INTO page_versions (tenant_id, id, page_id, revision, kind, name, puck_data, created_at)
            SELECT o.tenant_id, gen_random_uuid(), o.page_id, o.revision, 'named', 'V' || o.revision, '{}', o.created_at
            FROM page_operations o
            """)
        )
    found: list[str] = []
    before = None
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        while True:
            chunk = history.read_site_history(ada.site_id, before=before).chunk
            found += [entry.what for entry in chunk.entries]
            if chunk.more is None:
                break
            before = Cursor.read(str(chunk.more), of_times=True)

    assert len(found) == len(set(found)) == 700
    link = html.unescape(re.search(r'href="([^"]+before=[^"]+)"', screen(client, ada))[1])
    assert len(entries(client.get(link).text)) == 100


def test_another_tenants_site_history_is_not_found(client: FlaskClient, ada: Person, people: People):
    assert client.get(f"/sites/{people.carol.site_id}/history").status_code == 404
    assert client.get(f"/sites/{uuid4()}/history").status_code == 404


def test_times_are_shown_in_the_users_time_zone(client: FlaskClient, ada: Person, admin_engine: Engine):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        editing.insert_block(ada.page_id, component="Hero", gesture=Gesture())
    with admin_engine.begin() as connection:
        connection.execute(text("UPDATE page_operations SET created_at = '2026-05-03T23:30:00Z'"))

    assert "Sunday 3 May" in screen(client, ada)
    client.set_cookie("zone", "Europe/Berlin")
    page = screen(client, ada)
    assert "Monday 4 May" in page
    assert ">01:30<" in page
    client.set_cookie("zone", "../../etc/passwd")
    assert "Sunday 3 May" in screen(client, ada)
