from datetime import UTC, datetime

import pytest

from app.models import ReleaseState
from app.services import releases
from app.tenancy import tenant_scope


def listed(person):
    with tenant_scope(person.tenant_id):
        return releases.list_releases(person.site_id)


def form(person, **more):
    return {
        "name": "Launch day",
        "starts": "2030-05-06T09:00",
        "zone": "Europe/Berlin",
        "pages": str(person.page_id),
    } | more


@pytest.fixture
def here(client, people):
    people.ada.sign_in(client)
    return f"/sites/{people.ada.site_id}/releases"


def test_a_release_is_scheduled_changed_and_cancelled(client, people, here):
    ada = people.ada
    assert client.post(here, data=form(ada)).status_code == 303
    page = client.get(here).text
    assert "Mon 6 May 2030, 09:00 (Europe/Berlin, CEST)" in page
    assert "Home</a> (new)" in page
    (one,) = listed(ada)
    assert one.starts_at == datetime(2030, 5, 6, 7, tzinfo=UTC)

    assert 'value="2030-05-06T09:00"' in client.get(f"/releases/{one.id}").text
    client.patch(f"/releases/{one.id}", data=form(ada, name="Later", ends="2030-05-08T09:00"))
    assert [(each.name, each.ends) for each in listed(ada)] == [
        ("Later", "Wed 8 May 2030, 09:00 (Europe/Berlin, CEST)")
    ]

    assert "Cancel release…" in client.get(here).text
    client.post(f"/releases/{one.id}/cancellations")
    assert [each.state for each in listed(ada)] == [ReleaseState.CANCELLED]
    assert "can no longer be changed" in client.get(f"/releases/{one.id}").text


def test_a_release_is_started_and_ended_early(client, people, here):
    client.post(here, data=form(people.ada, ends="2030-05-08T09:00"))
    one = listed(people.ada)[0].id

    client.post(f"/releases/{one}/starts")
    assert listed(people.ada)[0].state is ReleaseState.RUNNING
    assert "End now" in client.get(here).text
    client.post(f"/releases/{one}/ends")
    assert listed(people.ada)[0].state is ReleaseState.OVER
    assert "has changed in the meantime" in client.post(f"/releases/{one}/ends", follow_redirects=True).text


def test_the_form_preselects_the_users_time_zone_and_the_page(client, people, here):
    client.set_cookie("zone", "Europe/Berlin")
    page = client.get(f"{here}/new?page={people.ada.page_id}").text
    assert '<option value="Europe/Berlin" selected>' in page
    assert f'value="{people.ada.page_id}" checked' in page


def test_an_ambiguous_time_is_explained_and_requires_a_choice(client, people, here):
    twice = form(people.ada, starts="2030-10-27T02:30")
    response = client.post(here, data=twice)
    assert response.status_code == 422
    assert "occurs twice" in response.text
    assert "field-starts_which" in response.text

    client.post(here, data=twice | {"starts_which": "second"})

    assert listed(people.ada)[0].starts_at == datetime(2030, 10, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("starts", "2030-03-31T02:30"),
        ("starts", "soon"),
        ("ends", "2030-01-01T00:00"),
        ("zone", "Mars"),
        ("pages", "x"),
    ],
    ids=["skipped", "no time", "before it begins", "no place", "no page"],
)
def test_invalid_input_is_reported_beside_its_field(client, people, here, field, sent):
    response = client.post(here, data=form(people.ada, **{field: sent}))
    assert response.status_code == 422
    assert f"field-{field}-error" in response.text
    assert listed(people.ada) == []
