import pytest
from flask import Flask

from tests.blueprints.conftest import REASON
from tests.factories import People


def test_search_shows_authors(staff, people: People):
    html = staff.get("/support?q=ada@").text

    assert "ada@example.test" in html
    assert f"/support/tenants/{people.ada.tenant_id}" in html


def test_visit_requires_a_reason(staff, people: People):
    response = staff.post(f"/support/tenants/{people.ada.tenant_id}/visits", data={"reason": "short"})

    assert response.status_code == 422
    assert "Please say why" in response.text


def test_visit_shows_the_authors_screens_under_a_banner(visitor, people: People):
    for path in (
        "/sites",
        f"/sites/{people.ada.site_id}/pages",
        f"/sites/{people.ada.site_id}/settings",
        f"/sites/{people.ada.site_id}/trash",
        f"/pages/{people.ada.page_id}/details",
        f"/pages/{people.ada.page_id}/edit",
        "/account/activity",
        "/nowhere",
    ):
        html = visitor.get(path).text
        assert 'id="visit"' in html, path
        assert "30 minutes left" in html, path


def test_visitor_may_search_but_not_replace(visitor, people: People):
    screen = visitor.get(f"/pages/{people.ada.page_id}/edit").text

    assert 'data-panel-part="find"' in screen
    assert 'name="words"' not in screen
    assert "<mark>reader</mark>" in visitor.get(f"/sites/{people.ada.site_id}/matches?q=reader").text


def test_fragments_state_the_visit_in_a_header(visitor, people: People):
    response = visitor.get("/sites", headers={"HX-Request": "true"})

    assert response.headers["QS-Support"] == "30"


def test_visitor_cannot_change_anything(app: Flask, visitor, people: People):
    changing = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}
        if rule.endpoint not in {"support.create_visit_end", "accounts.delete_session"}
    ]
    ids = {
        "site_id": people.ada.site_id,
        "page_id": people.ada.page_id,
        "tenant_id": people.carol.tenant_id,
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        answers = {}
        for rule, method in changing:
            values = {name: ids.get(name, people.ada.id) for name in rule.arguments}
            path = adapter.build(rule.endpoint, values, method=method)
            answers[path, method] = visitor.open(path, method=method, data={}).status_code

    assert len(answers) > 20
    assert set(answers.values()) == {403}


def test_visitor_cannot_see_the_authors_browsers(app: Flask, visitor, people: People):
    people.ada.sign_in(app.test_client())

    assert "/revocations" not in visitor.get("/account/sessions").text


def test_leaving_redirects_to_the_search(visitor):
    response = visitor.post("/support/visit-ends")

    assert response.headers["Location"] == "/support"
    html = visitor.get("/support").text
    assert 'id="visit"' not in html
    assert "Your visit has ended" in html


def test_signing_out_is_possible_during_a_visit(visitor):
    assert visitor.delete("/session").headers["Location"] == "/"
    assert visitor.get("/sites").status_code == 303


def test_author_sees_the_visit_in_their_activity(app: Flask, visitor, people: People):
    visitor.get(f"/sites/{people.ada.site_id}/pages")
    visitor.get(f"/sites/{people.ada.site_id}/settings")
    author = app.test_client()
    people.ada.sign_in(author)

    html = author.get("/account/activity").text

    assert f"Support viewed your sites: “{REASON}”" in html
    assert "Support viewed 2 pages" in html
    assert "carol@example.test" not in html


def test_author_who_forbids_support_cannot_be_visited(app: Flask, staff, people: People):
    author = app.test_client()
    people.ada.sign_in(author)
    author.patch("/account/support", data={"support_access": "never"})

    response = staff.post(f"/support/tenants/{people.ada.tenant_id}/visits", data={"reason": REASON})

    assert response.status_code == 403
    assert "doesn’t allow support visits" in response.text
    assert "Doesn’t allow visits" in staff.get("/support?q=ada@").text


def test_visit_to_an_unknown_tenant_is_not_found(staff, people: People):
    assert staff.get(f"/support/tenants/{people.ada.id}").status_code == 404


@pytest.mark.parametrize("wanted", ["", "a", "%", "\0", "x" * 500, "<script>"])
def test_search_tolerates_any_query(staff, wanted):
    response = staff.get("/support", query_string={"q": wanted})

    assert response.status_code == 200
    assert "<script>" not in response.text
