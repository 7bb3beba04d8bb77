import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import People, csrf_token

GOOD = {"author_name": "Ada Lovelace", "subdomain": "lovelace", "template": "plain"}


def test_list_shows_the_users_own_sites_with_links_to_the_editor(client, people: People):
    people.ada.sign_in(client)

    html = client.get("/sites").text

    assert f'href="/pages/{people.ada.page_id}/edit" data-edit-page="{people.ada.page_id}"' in html
    assert str(people.carol.site_id) not in html


def test_new_author_sees_an_invitation(client, people):
    data = {"name": "Jane", "email": "jane@example.test", "password": "a quiet desk"}
    client.post("/sign-up", data={**data, "csrf_token": csrf_token(client)})

    assert "Create your first site" in client.get("/sites").text


def test_gallery_shows_each_design_with_the_authors_own_name(client, people: People):
    people.ada.sign_in(client)

    html = client.get("/sites/new").text

    assert 'src="/templates/plain/preview?name=Ada"' in html
    assert 'name="template" value="plain"' in html
    assert 'value="ada-books"' in html


def test_new_site_opens_in_the_editor(client, people: People):
    people.ada.sign_in(client)

    response = client.post("/sites", data=GOOD)

    assert response.status_code == 303
    assert response.headers["Location"].startswith("/pages/")
    assert response.headers["Location"].endswith("/edit")
    assert client.get(response.headers["Location"]).status_code == 200


def test_taken_address_gets_a_suggestion_beside_the_input(client, people: People):
    people.ada.sign_in(client)

    response = client.post("/sites", data={**GOOD, "subdomain": "carol"}, headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "This address is taken. Try carol-books." in response.text
    assert 'value="Ada Lovelace"' in response.text
    assert 'value="plain" aria-label="Plain" checked' in response.text


@pytest.mark.parametrize("field", ["author_name", "subdomain", "template"])
def test_missing_value_gets_an_error_message(client, people: People, field):
    people.ada.sign_in(client)

    response = client.post("/sites", data={**GOOD, field: ""})

    assert response.status_code == 422
    assert f'id="field-{field}-error"' in response.text


def test_settings_are_saved(client, people: People):
    people.ada.sign_in(client)
    data = {"name": "Notes", "author_name": "Ada", "tagline": "", "subdomain": "notes", "language": "de"}

    response = client.patch(f"/sites/{people.ada.site_id}/settings", data=data)

    assert response.status_code == 303
    html = client.get(f"/sites/{people.ada.site_id}/settings").text
    assert 'value="Notes"' in html
    assert 'value="de" selected' in html


def test_url_of_a_site_redirects_to_its_pages(client, people: People):
    people.ada.sign_in(client)

    assert (
        client.get(f"/sites/{people.ada.site_id}").headers["Location"] == f"/sites/{people.ada.site_id}/pages"
    )


@pytest.mark.parametrize("path", ["/templates/plain/preview?name=Jane", "/sites/{site}/cover"])
def test_preview_is_sandboxed_and_runs_no_script(client, people: People, path):
    people.ada.sign_in(client)

    response = client.get(path.format(site=people.ada.site_id))

    policy = response.headers["Content-Security-Policy"]
    assert response.status_code == 200
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "Dear reader" in response.text
    assert "data-block-id" not in response.text


def test_gallery_is_public(client, people):
    assert client.get("/templates/plain/preview").status_code == 200
    assert client.get("/templates/none/preview").status_code == 404
    assert "Plain" in client.get("/").text


def test_name_in_a_preview_is_escaped(client, people):
    html = client.get(
        "/templates/plain/preview", query_string={"name": "</title><script>alert(1)</script>"}
    ).text

    assert "<script>alert" not in html


def test_landing_page_redirects_signed_in_people_to_their_sites(
    client: FlaskClient, app: Flask, people: People
):
    people.ada.sign_in(client)

    assert client.get("/").headers["Location"] == "/sites"
