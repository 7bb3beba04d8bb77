import pytest

from tests.factories import make_page
from tests.services.publishing.support import on_site


@pytest.fixture
def books(client, people, admin_engine):
    people.ada.sign_in(client)
    with on_site(admin_engine, people.ada) as (session, site):
        return make_page(session, site, slug="books", title="Books")


def test_a_page_says_how_it_looks_in_search_results(client, books):
    here = f"/pages/{books.id}/search"
    shown = client.get(here).text
    assert "Books · Letters" in shown
    assert "Dear reader" in shown

    client.post(here, data={"search_title": "All my books", "meta_description": "Seven", "is_hidden": "1"})

    shown = client.get(here).text
    assert "All my books" in shown
    assert "Search engines do not show this page" in shown


def test_the_preview_follows_what_is_typed(client, books):
    shown = client.get(f"/pages/{books.id}/search-preview?search_title=Typed&meta_description=Words").text
    assert "Typed" in shown
    assert "Words" in shown


@pytest.mark.parametrize("sent", [{"image": "javascript:x"}, {"canonical": "javascript:x"}])
def test_what_is_no_address_is_refused_beside_its_input(client, books, sent):
    answer = client.post(f"/pages/{books.id}/search", data=sent)
    assert answer.status_code == 422
    assert f"field-{next(iter(sent))}-error" in answer.text


def test_a_site_says_how_all_its_pages_are_called(client, people, books):
    here = f"/sites/{people.ada.site_id}/search"
    assert client.post(here, data={"pattern": "no place"}).status_code == 422
    client.post(here, data={"pattern": "{page} | {site}"})
    assert "Books | Letters" in client.get(f"/pages/{books.id}/search").text


def test_a_page_is_chosen_for_what_is_not_there_and_let_go(client, people, books):
    here = f"/sites/{people.ada.site_id}/pages"
    client.post(f"/pages/{books.id}/missing")
    assert "Shown where there is no page" in client.get(here).text
    assert client.post(f"/pages/{people.ada.page_id}/missing").status_code == 409
    client.post(f"/pages/{books.id}/missing", data={"end": "1"})
    assert "Shown where there is no page" not in client.get(here).text
