import pytest

from app.services import media
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.pictures import encoded, photo
from tests.services.publishing.support import on_site


@pytest.fixture
def books(client, people, admin_engine):
    people.ada.sign_in(client)
    with on_site(admin_engine, people.ada) as (session, site):
        return make_page(session, site, slug="books", title="Books")


def test_the_search_settings_show_how_a_page_looks_in_search_results(client, books):
    here = f"/pages/{books.id}/search"
    shown = client.get(here).text
    assert "Books · Letters" in shown
    assert "Dear reader" in shown

    client.post(here, data={"search_title": "All my books", "meta_description": "Seven", "is_hidden": "1"})

    shown = client.get(here).text
    assert "All my books" in shown
    assert "Search engines won’t show this page" in shown


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"subject": "event", "place": "Bath"}, "Please enter the date of the event."),
        ({"subject": "event", "date": "2027-03-15"}, "Please enter the place of the event."),
        ({"subject": "article", "date": "2027-02-30"}, "Please enter a date, such as 2027-03-15."),
        ({"subject": "article", "date": "20270315"}, "Please enter a date, such as 2027-03-15."),
        ({"subject": "party"}, "Please choose one of these."),
    ],
)
def test_an_event_requires_a_place_and_a_valid_date(client, books, fields, message):
    here = f"/pages/{books.id}/search"

    response = client.post(here, data={"search_title": "An evening", **fields})

    assert response.status_code == 422
    assert message in response.text
    assert 'value="An evening"' in response.text


def test_the_subject_of_a_page_is_stored(client, books):
    here = f"/pages/{books.id}/search"
    client.post(here, data={"subject": "event", "date": "2027-03-15", "place": "Assembly Rooms, Bath"})

    shown = client.get(here).text

    assert '<option value="event" selected>' in shown
    assert 'value="2027-03-15"' in shown
    assert 'value="Assembly Rooms, Bath"' in shown


def test_the_preview_shows_the_typed_text(client, books):
    shown = client.get(f"/pages/{books.id}/search-preview?search_title=Typed&meta_description=Words").text
    assert "Typed" in shown
    assert "Words" in shown


def test_a_picture_for_sharing_is_chosen_from_the_library(client, people, books):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        asset = media.create_asset(encoded(photo(64, 48, seed=64)), name="portrait.png")
    here, source = f"/pages/{books.id}/search", f"asset:{asset.id}"
    assert f'name="image" value="{source}">' in client.get(here).text

    preview = client.get(f"/pages/{books.id}/search-preview", query_string={"image": source}).text
    client.post(here, data={"image": source})

    shown = client.get(here).text
    assert f'name="image" value="{source}" checked>' in shown
    assert f'class="searched__picture" src="/assets/{asset.id}/' in preview
    assert f'class="searched__picture" src="/assets/{asset.id}/' in shown


def test_a_picture_for_sharing_can_be_given_as_a_url(client, books):
    here = f"/pages/{books.id}/search"
    client.post(here, data={"image": "web", "image_address": "https://x.example/a.jpg"})
    shown = client.get(here).text
    assert 'value="web" checked>' in shown
    assert 'value="https://x.example/a.jpg"' in shown
    client.post(here, data={"image": "", "image_address": "https://x.example/a.jpg"})
    assert "x.example" not in client.get(here).text


def test_pictures_are_searched_by_name_and_the_chosen_one_stays_listed(client, people, books):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        emma = media.create_asset(encoded(photo(64, 48, seed=64)), name="Emma.png")
        desk = media.create_asset(encoded(photo(48, 64, seed=48)), name="Desk.png")
    chosen = {"search": "emma", "image": f"asset:{desk.id}"}
    shown = client.get("/assets/choices/image", query_string=chosen).text
    assert f'value="asset:{desk.id}" checked' in shown
    assert f'value="asset:{emma.id}">' in shown
    assert "in its name or description" in client.get("/assets/choices/image?search=nobody").text


def test_the_title_pattern_is_previewed_and_ai_crawlers_can_be_disallowed(client, people, books):
    here = f"/sites/{people.ada.site_id}/search"
    typed = f"/sites/{people.ada.site_id}/search-preview?pattern={{page}} by {{author}}"
    assert "Books by Ada Lovelace" in client.get(typed).text
    client.post(here, data={"keeps_ai_away": "1"})
    assert 'name="keeps_ai_away" value="1" checked' in client.get(here).text


@pytest.mark.parametrize("sent", [{"image": "javascript:x"}, {"canonical": "javascript:x"}])
def test_an_invalid_url_gets_an_error_beside_its_input(client, books, sent):
    response = client.patch(f"/pages/{books.id}/search", data=sent)
    assert response.status_code == 422
    assert f"field-{next(iter(sent))}-error" in response.text


def test_the_title_pattern_of_a_site_applies_to_its_pages(client, people, books):
    here = f"/sites/{people.ada.site_id}/search"
    assert client.post(here, data={"pattern": "no place"}).status_code == 422
    unknown = client.post(here, data={"pattern": "{page} of {year}"})
    assert "{year} isn’t available here. You can use {page}, {site}, {author} and {tagline}." in unknown.text
    assert 'value="{page} of {year}"' in unknown.text
    client.post(here, data={"pattern": "{page} | {site}"})
    assert "Books | Letters" in client.get(f"/pages/{books.id}/search").text


def test_a_page_can_be_set_and_unset_as_the_not_found_page(client, people, books):
    here = f"/sites/{people.ada.site_id}/pages"
    client.post(f"/pages/{books.id}/not-found-page")
    assert "Not-found page" in client.get(here).text
    assert client.post(f"/pages/{people.ada.page_id}/not-found-page").status_code == 409
    client.post(f"/pages/{books.id}/not-found-page", data={"end": "1"})
    assert "Not-found page" not in client.get(here).text
