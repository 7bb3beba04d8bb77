import pytest
from flask import Flask
from sqlalchemy import text

from tests.factories import PASSWORD, People


def test_name_can_be_changed(client, people: People):
    people.ada.sign_in(client)

    client.patch("/account", data={"name": "Augusta Ada"})

    assert "Augusta Ada" in client.get("/account").text


def test_password_can_be_changed_and_the_old_one_no_longer_works(client, app: Flask, people: People):
    people.ada.sign_in(client)

    response = client.patch("/account/password", data={"current": PASSWORD, "password": "another quiet desk"})

    assert response.status_code == 303
    with pytest.raises(AssertionError):
        people.ada.sign_in_by_form(app.test_client())


def test_wrong_current_password_gets_a_message(client, people: People):
    people.ada.sign_in(client)

    response = client.patch("/account/password", data={"current": "no", "password": "another quiet desk"})

    assert response.status_code == 422
    assert "This isn’t your current password" in response.text


def test_owner_chooses_whether_support_may_visit(client, people: People):
    people.ada.sign_in(client)

    client.patch("/account/support", data={"support_access": "never"})

    assert 'value="never" checked' in client.get("/account").text


def test_editor_cannot_make_this_choice_for_the_owner(client, people: People):
    people.bob.sign_in(client)

    assert client.patch("/account/support", data={"support_access": "never"}).status_code == 403
    assert "support_access" not in client.get("/account").text


def test_browsers_are_listed_and_can_be_signed_out(app: Flask, client, people: People):
    other = app.test_client()
    people.ada.sign_in(other)
    people.ada.sign_in(client)
    html = client.get("/account/sessions").text
    assert html.count("/revocations") == 3

    client.post("/account/revocations")

    assert other.get("/sites").status_code == 303
    assert client.get("/sites").status_code == 200


def test_signing_this_browser_out_redirects_to_the_landing_page(client, people: People):
    people.ada.sign_in(client)
    html = client.get("/account/sessions").text
    action = html.split('action="/account/sessions/')[1].split('"')[0]

    response = client.post(f"/account/sessions/{action}")

    assert response.headers["Location"] == "/"
    assert client.get("/sites").status_code == 303


def test_activity_lists_actions_as_sentences(client, people: People):
    people.ada.sign_in(client)
    client.post(f"/sites/{people.ada.site_id}/pages", data={"title": "Notes <b>"})

    client.set_cookie("zone", "Asia/Kathmandu")

    html = client.get("/account/activity").text

    assert "Ada added the page “Notes &lt;b&gt;”" in html
    assert '+05:45">' in html


@pytest.mark.parametrize(
    "before", ["", "yesterday", "2026-01-01", "2026-01-01T00:00:00+00:00", "\0", "9" * 999]
)
def test_activity_list_tolerates_any_cursor(client, people: People, before):
    people.ada.sign_in(client)

    assert client.get("/account/activity", query_string={"before": before}).status_code == 200


def test_member_of_several_tenants_switches_between_them(client, people: People, admin_engine):
    with admin_engine.begin() as connection:
        connection.execute(
            text("INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, 'owner')"),
            {"tenant": people.carol.tenant_id, "user": people.ada.id},
        )
    people.ada.sign_in(client)

    client.post(f"/account/tenants/{people.carol.tenant_id}/switches")

    assert client.get(f"/sites/{people.carol.site_id}/pages").status_code == 200
    assert client.get(f"/sites/{people.ada.site_id}/pages").status_code == 404
