import pytest
from flask.testing import FlaskClient

from tests.factories import People
from tests.services.publishing.support import publish


@pytest.fixture
def desk(client: FlaskClient, people: People):
    people.ada.sign_in(client)
    client.post(f"/sites/{people.ada.site_id}/pages", data={"title": "Books"})
    return people.ada


def page_id(client: FlaskClient, desk, title: str) -> str:
    html = client.get(f"/sites/{desk.site_id}/pages").text
    return html.split(f">{title}</a>")[0].rsplit('data-edit-page="', 1)[1].split('"')[0]


def titles(html: str) -> list[str]:
    return [part.split("</a>")[0].rsplit(">", 1)[1] for part in html.split('class="row__name"')[1:]]


def listed(client: FlaskClient, desk) -> list[str]:
    return titles(client.get(f"/sites/{desk.site_id}/pages").text)


def test_list_links_to_the_editor(client, desk):
    html = client.get(f"/sites/{desk.site_id}/pages").text

    assert f'data-edit-page="{desk.page_id}"' in html
    assert titles(html) == ["Home", "Books"]


def test_address_in_use_gets_an_error_with_a_suggestion_and_the_title_is_kept(client, desk):
    response = client.post(
        f"/sites/{desk.site_id}/pages",
        data={"title": "More", "slug": "books"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 422
    assert "“Books” already has this address. Try books-2." in response.text
    assert 'value="More"' in response.text
    assert response.text.lstrip().startswith("<form")


def test_details_are_saved(client, desk):
    books = page_id(client, desk, "Books")
    client.patch(f"/pages/{books}/search", data={"meta_description": "Six of them."})
    data = {"title": "Novels", "slug": "novels", "in_menu": ""}

    response = client.patch(f"/pages/{books}/details", data=data)

    assert response.status_code == 303
    html = client.get(f"/pages/{books}/details").text
    assert 'value="novels"' in html
    assert "checked" not in html
    assert "Six of them." in client.get(f"/pages/{books}/search").text
    assert "Not in the menu" in client.get(f"/sites/{desk.site_id}/pages").text


def test_invalid_details_are_kept_in_the_form(client, desk):
    books = page_id(client, desk, "Books")

    response = client.patch(f"/pages/{books}/details", data={"title": "", "slug": "typed"})

    assert response.status_code == 422
    assert 'value="typed"' in response.text


def test_moving_a_page_returns_the_list(client, desk):
    books = page_id(client, desk, "Books")

    response = client.post(
        f"/pages/{books}/placements", data={"after": "", "way": "up"}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    assert titles(response.text) == ["Books", "Home"]
    assert listed(client, desk) == ["Books", "Home"]


@pytest.mark.parametrize("after", ["x", "\0", "00000000-0000-4000-8000-00000000dead"])
def test_page_cannot_be_moved_after_a_missing_page(client, desk, after):
    books = page_id(client, desk, "Books")

    response = client.post(
        f"/pages/{books}/placements", data={"after": after}, headers={"HX-Request": "true"}
    )

    assert response.status_code in {404, 422}
    assert response.headers["HX-Retarget"] == "#notices"


def test_page_becomes_the_home_page(client, desk):
    client.post(f"/pages/{page_id(client, desk, 'Books')}/home")

    assert "“Books” is now your home page." in client.get(f"/sites/{desk.site_id}/pages").text


def test_page_is_moved_to_the_trash_and_restored(client, desk):
    books = page_id(client, desk, "Books")

    client.post(f"/pages/{books}/deletions")
    assert listed(client, desk) == ["Home"]
    assert "Books" in client.get(f"/sites/{desk.site_id}/trash").text
    assert client.get(f"/pages/{books}/details").status_code == 404

    client.post(f"/trash/{books}/restorations")
    assert listed(client, desk) == ["Home", "Books"]


def test_home_page_cannot_be_deleted_and_a_message_says_why(client, desk):
    client.post(f"/pages/{desk.page_id}/deletions")

    assert "Make another page the home page first." in client.get(f"/sites/{desk.site_id}/pages").text


def test_empty_trash_shows_a_message(client, desk):
    assert "The trash is empty" in client.get(f"/sites/{desk.site_id}/trash").text


def test_a_redirect_is_offered_only_for_a_published_page(client, desk):
    address = f"/pages/{page_id(client, desk, 'Books')}/deletions/new"
    assert "Readers haven’t seen it yet" in client.get(address).text

    publish(desk)

    assert "Where should readers who visit /books go instead?" in client.get(address).text
