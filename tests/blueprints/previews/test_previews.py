"""Previews of a site over HTTP."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.models import Preview
from app.services import previews, publishing, releases
from app.services.previews.secrets import secret_of
from app.tenancy import tenant_scope, transaction
from tests.services.publishing.support import change, publish, view

NOBODY = "11111111-1111-4111-8111-111111111111"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client, people):
    people.ada.sign_in(client)
    return people.ada


def listed(person):
    with tenant_scope(person.tenant_id):
        return previews.list_previews(person.site_id)


def run_builds(person) -> None:
    with tenant_scope(person.tenant_id):
        for build in builds_of_previews(person):
            publishing.publish(build)


def builds_of_previews(person):
    with transaction() as session:
        return session.scalars(select(Preview.build_id).where(Preview.site_id == person.site_id)).all()


def test_a_link_is_created_listed_and_revoked(client, ada):
    response = client.post(f"/sites/{ada.site_id}/previews", data={"days": "1"})
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/sites/{ada.site_id}/publications#previews")
    html = client.get(f"/sites/{ada.site_id}/previews", headers=HTMX).text
    assert "Getting ready" in html
    assert f'hx-get="/sites/{ada.site_id}/previews"' in html
    assert "data-copy" not in html

    run_builds(ada)
    html = client.get(f"/sites/{ada.site_id}/previews", headers=HTMX).text
    (link,) = listed(ada)
    assert "hx-get" not in html
    assert f'data-copy="{link.url}"' in html
    assert link.url.startswith(f"http://{link.hostname}:")
    assert "/_preview/" in link.url

    assert client.post(f"/previews/{link.id}/revocations").status_code == 303
    assert not listed(ada)
    assert "No links yet" in client.get(f"/sites/{ada.site_id}/publications").text


def test_an_earlier_publication_can_be_previewed(client, ada):
    build = publish(ada)

    client.post(f"/sites/{ada.site_id}/previews", data={"days": "30", "show": str(build)})

    client.set_cookie("zone", "Asia/Tokyo")
    html = client.get(f"/sites/{ada.site_id}/publications").text
    published = view(ada, build).created_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"As published today at {published:%H:%M}</p>" in html
    assert f"As published today at {published:%H:%M}</option>" in html


def test_a_waiting_release_can_be_previewed(client, ada):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        release = releases.create_release(
            ada.site_id,
            releases.Wanted(
                name="Launch day",
                zone="UTC",
                starts_at=datetime.now(UTC) + timedelta(days=1),
                ends_at=None,
                pages=frozenset([ada.page_id]),
            ),
        )
    assert f'value="{release}"' in client.get(f"/sites/{ada.site_id}/publications").text

    client.post(f"/sites/{ada.site_id}/previews", data={"days": "30", "show": str(release)})

    assert listed(ada)[0].label == "With the release “Launch day”"


def test_support_staff_see_that_a_link_exists_but_not_its_url(visitor, ada, people):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        preview_id = previews.create_preview(ada.site_id, days=7)
    run_builds(ada)
    secret = secret_of(preview_id)

    screen = visitor.get(f"/sites/{ada.site_id}/publications").text
    fragment = visitor.get(f"/sites/{ada.site_id}/previews", headers=HTMX).text

    for html in (screen, fragment):
        assert "With unpublished changes" in html
        assert secret not in html
        assert "data-copy" not in html
        assert "Turn off link" not in html


def test_support_staff_can_neither_create_nor_revoke_links(visitor, ada):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        preview_id = previews.create_preview(ada.site_id, days=7)

    assert visitor.post(f"/sites/{ada.site_id}/previews", data={"days": "7"}).status_code == 403
    assert visitor.post(f"/previews/{preview_id}/revocations").status_code == 403
    assert [link.id for link in listed(ada)] == [preview_id]


@pytest.mark.parametrize("data", [{"show": "nonsense"}, {"page": NOBODY}, {"show": NOBODY}])
def test_missing_builds_and_pages_are_not_found(client, ada, data):
    assert client.post(f"/sites/{ada.site_id}/previews", data=data).status_code == 404
    assert not listed(ada)


def test_a_lifetime_that_is_not_offered_gets_an_error_message(client, ada):
    response = client.post(f"/sites/{ada.site_id}/previews", data={"days": "99"}, follow_redirects=True)

    assert "Please choose one of these" in response.text
    assert not listed(ada)


def test_read_only_members_can_neither_create_nor_revoke_links(client, ada, admin_engine):
    client.post(f"/sites/{ada.site_id}/previews", data={"days": "7"})
    change(admin_engine, "UPDATE memberships SET role = 'viewer' WHERE user_id = :id", id=ada.id)

    assert client.post(f"/sites/{ada.site_id}/previews").status_code == 403
    assert client.post(f"/previews/{listed(ada)[0].id}/revocations").status_code == 403
    assert len(listed(ada)) == 1


def test_another_tenants_link_is_not_found(client, people, ada):
    client.post(f"/sites/{ada.site_id}/previews", data={"days": "7"})
    people.carol.sign_in(client)

    assert client.post(f"/previews/{listed(ada)[0].id}/revocations").status_code == 404
    assert client.get(f"/sites/{ada.site_id}/previews", headers=HTMX).status_code == 404
