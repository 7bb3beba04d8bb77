"""Previews of one page, created in the editor."""

import pytest

from app.services import previews, publishing
from app.tenancy import tenant_scope
from tests.services.previews.support import row
from tests.services.publishing.support import publish

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client, people):
    people.ada.sign_in(client)
    return people.ada


def run_builds(person) -> None:
    with tenant_scope(person.tenant_id):
        for each in previews.list_previews(person.site_id):
            publishing.publish(row(each.id).build_id)


def test_a_link_is_created_listed_and_revoked(client, ada):
    address = f"/pages/{ada.page_id}/previews"
    html = client.post(address, data={"days": "1", "show": "page"}, headers=HTMX).text
    assert "Getting ready" in html
    assert f'hx-get="{address}"' in html

    run_builds(ada)
    html = client.get(address, headers=HTMX).text
    assert "data-copy=" in html
    assert "Getting ready" not in html

    end = html.split('hx-post="')[2].split('"')[0]
    assert "Links to this page" not in client.post(end, headers=HTMX).text


def test_the_whole_site_can_be_previewed_from_the_editor_too(client, ada):
    client.post(f"/pages/{ada.page_id}/previews", data={"days": "7", "show": "site"}, headers=HTMX)

    with tenant_scope(ada.tenant_id):
        assert [each.label for each in previews.list_previews(ada.site_id)] == ["With unpublished changes"]


def test_a_link_to_an_earlier_publication_shows_its_date(client, ada):
    build = publish(ada)
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        previews.create_preview(ada.site_id, days=1, build_id=build)

    html = client.get(f"/pages/{ada.page_id}/previews", headers=HTMX).text

    assert "As published today at" in html


def test_an_earlier_state_shows_its_date(client, ada):
    html = client.get(f"/pages/{ada.page_id}/previews?revision=0", headers=HTMX).text
    assert "This page as it is now" in html

    client.post(f"/pages/{ada.page_id}/blocks", data={"component": "Heading"}, headers=HTMX)
    html = client.get(f"/pages/{ada.page_id}/previews?revision=0", headers=HTMX).text

    assert "as it was <strong>today at" in html
    assert 'name="revision" value="0"' in html


def test_a_lifetime_that_is_not_offered_gets_an_error_message(client, ada):
    response = client.post(f"/pages/{ada.page_id}/previews", data={"days": "400"}, headers=HTMX)

    assert response.status_code == 422
    assert "Please choose one of these." in response.text
    assert "Create a link" in response.text


def test_a_missing_revision_is_not_found(client, ada):
    assert client.get(f"/pages/{ada.page_id}/previews?revision=99", headers=HTMX).status_code == 404
