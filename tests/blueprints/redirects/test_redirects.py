import io

import pytest

from app.services import redirects
from app.tenancy import tenant_scope
from tests.factories import make_page
from tests.services.publishing.support import link_to, on_site


@pytest.fixture
def books(client, people, admin_engine):
    people.ada.sign_in(client)
    with on_site(admin_engine, people.ada) as (session, site):
        return make_page(session, site, slug="books", title="Books")


def listed(person):
    with tenant_scope(person.tenant_id):
        return [(each.from_path, each.end) for each in redirects.list_redirects(person.site_id)]


def test_a_redirect_is_added_changed_and_deleted(client, people, books):
    here = f"/sites/{people.ada.site_id}/redirects"
    client.post(here, data={"from_path": "/old", "target": "/books", "kind": "moved"})
    assert listed(people.ada) == [("/old", "/books")]
    page = client.get(here).text
    assert "/old" in page
    with tenant_scope(people.ada.tenant_id):
        one = redirects.list_redirects(people.ada.site_id)[0].id

    client.patch(f"/redirects/{one}", data={"from_path": "/older", "target": "/", "kind": "temporary"})
    assert listed(people.ada) == [("/older", "/")]
    assert 'value="/older"' in client.get(f"/redirects/{one}").text
    assert "Readers who visit /older will no longer be redirected." in client.get(here).text
    client.delete(f"/redirects/{one}")
    assert listed(people.ada) == []


def test_invalid_input_is_reported_beside_its_field(client, people, books):
    response = client.post(
        f"/sites/{people.ada.site_id}/redirects",
        data={"from_path": "/a", "target": "javascript:alert(1)", "kind": "moved"},
    )
    assert response.status_code == 422
    assert "field-target-error" in response.text


def test_a_file_is_previewed_then_imported(client, people, books):
    here = f"/sites/{people.ada.site_id}/redirects/imports"
    table = "/old,/books\n/x,/y\n/y,/x\n"
    shown = client.post(here, data={"document": (io.BytesIO(table.encode()), "r.csv")}).text
    assert "1 of 3 lines" in shown
    assert "loop" in shown
    assert listed(people.ada) == []

    client.post(here, data={"table": table, "seen": "1"})

    assert listed(people.ada) == [("/old", "/books")]
    out = client.get(f"/sites/{people.ada.site_id}/redirects/file")
    assert out.text.splitlines()[1] == "/old,/books,moved"
    assert out.mimetype == "text/csv"


@pytest.mark.parametrize("sent", [b"", b"\xff\xfe\x00", b'"'])
def test_a_file_without_a_table_shows_the_form_again(client, people, books, sent):
    here = f"/sites/{people.ada.site_id}/redirects/imports"
    response = client.post(here, data={"document": (io.BytesIO(sent), "r.csv")})
    assert response.status_code in {200, 422}
    assert "Import redirects from a file" in response.text


@pytest.mark.parametrize("sent", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "/old,/books\n".encode("utf-16")])
def test_a_picture_instead_of_a_table_gets_an_error_beside_the_field(client, people, books, sent):
    here = f"/sites/{people.ada.site_id}/redirects/imports"

    response = client.post(here, data={"document": (io.BytesIO(sent), "r.csv")})

    assert response.status_code == 422
    assert "We can’t read this file as a table. Please save it as CSV and choose it again." in response.text
    assert 'id="field-table-error"' in response.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_table_encodings_are_detected(client, people, books, encoding):
    here = f"/sites/{people.ada.site_id}/redirects/imports"
    table = "/bücher,/books\n".encode(encoding)

    shown = client.post(here, data={"document": (io.BytesIO(table), "r.csv")}).text

    assert "/bücher → /books" in shown


def test_before_a_page_is_deleted_every_link_to_it_is_listed(client, people, admin_engine, books):
    with on_site(admin_engine, people.ada) as (session, site):
        for number in range(10):
            make_page(session, site, slug=f"p{number}", title=f"Page {number}", data=link_to(books.id))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        redirects.add_redirect(people.ada.site_id, from_path="/old", target="/books")

    shown = client.get(f"/pages/{books.id}/deletions/new").text

    assert "11 links point here" in shown
    assert all(f">Page {number}</a>" in shown for number in range(10))
    client.post(f"/pages/{books.id}/deletions", data={"leads_to": f"page:{people.ada.page_id}"})
    assert listed(people.ada) == [("/books", "/"), ("/old", "")]
