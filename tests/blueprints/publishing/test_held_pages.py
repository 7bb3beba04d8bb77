"""Messages and actions for pages that a publication leaves out because they are waiting for a release."""

from datetime import UTC, datetime, timedelta

import pytest

from app.services import publishing, releases
from app.tenancy import tenant_scope
from tests.factories import Person
from tests.services.publishing.support import change, live_build, publish
from tests.services.releases.support import plan, release_of, write

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client, people) -> Person:
    people.ada.sign_in(client)
    return people.ada


@pytest.fixture
def release(ada):
    """A scheduled release of the home page, which has unpublished changes."""
    publish(ada)
    write(ada, [ada.page_id])
    return plan(ada, [ada.page_id], starts=datetime.now(UTC) + timedelta(days=3, minutes=5))


def shown_build(client, ada, build) -> str:
    return client.get(f"/sites/{ada.site_id}/publications/{build}", headers=HTMX).text


def test_publishing_names_the_held_page_instead_of_calling_it_live(client, ada, release):
    html = shown_build(client, ada, publish(ada))

    assert "Live at" not in html
    assert "“Home” is waiting for" in html
    assert f'/sites/{ada.site_id}/releases#release-{release}">“Launch”</a>' in html
    assert "Include my latest changes" not in html
    assert "1 page held back by a release" in client.get(f"/sites/{ada.site_id}/publications").text
    assert "Waiting for “Launch”" in client.get(f"/sites/{ada.site_id}/pages").text


def test_newer_changes_can_be_added_to_the_release(client, ada, release):
    write(ada, [ada.page_id], "newest")
    build = publish(ada)
    assert "Include my latest changes" in shown_build(client, ada, build)
    assert "Doesn’t include later changes" in client.get(f"/sites/{ada.site_id}/pages").text

    response = client.post(f"/publications/{build}/renewals", data={"release": str(release)}, headers=HTMX)

    assert "Your latest changes are now in “Launch”." in response.text
    assert "Include my latest changes" not in response.text
    assert not release_of(ada, release).changes[0].is_older


def test_a_held_page_can_be_published_at_once_instead(client, ada, release):
    build = publish(ada)
    assert "Cancel the release and publish the page now" in shown_build(client, ada, build)

    response = client.post(f"/publications/{build}/withdrawals", data={"release": str(release)}, headers=HTMX)

    assert "“Launch” was cancelled, because it had no pages left." in response.text
    assert "Getting ready to publish" in response.text
    assert f"publication-{build}" not in response.text


def test_without_scripts_both_actions_redirect_to_the_list(client, ada, release):
    build = publish(ada)
    for noun in ("renewals", "withdrawals"):
        response = client.post(f"/publications/{build}/{noun}", data={"release": str(release)})
        assert response.headers["Location"].endswith(f"/sites/{ada.site_id}/publications")


@pytest.mark.parametrize("noun", ["renewals", "withdrawals"])
def test_only_the_sites_editors_may_act_on_held_pages(client, ada, release, people, admin_engine, noun):
    build = publish(ada)
    address, data = f"/publications/{build}/{noun}", {"release": str(release)}
    assert client.post(address, data={"release": str(people.carol.site_id)}).status_code == 404
    change(admin_engine, "UPDATE memberships SET role = 'viewer' WHERE user_id = :id", id=ada.id)
    assert (
        "<button"
        not in shown_build(client, ada, build).partition("“Home” is waiting")[2].partition("</div>")[0]
    )
    assert client.post(address, data=data).status_code == 403
    people.carol.sign_in(client)
    assert client.post(address, data=data).status_code == 404


def test_a_publication_superseded_by_a_rollback_says_so_and_offers_to_publish_again(client, ada):
    first = publish(ada)
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        waiting = publishing.request_publication(ada.site_id)
        publishing.roll_back(ada.site_id, first)

    html = shown_build(client, ada, waiting.id)

    assert "restored an earlier publication</a> in the meantime." in html
    assert "Publish again" in html
    listed = client.get(f"/sites/{ada.site_id}/publications").text
    assert "Not published: someone restored an earlier publication in the meantime" in listed
    assert f'<a href="#build-{first}">the site as published today at' in listed
    assert "Readers are seeing your site as published today at" in listed


def test_times_are_shown_in_the_users_time_zone(client, ada, admin_engine):
    build = publish(ada)
    change(
        admin_engine,
        "UPDATE site_builds SET created_at = '2026-05-03 22:30+00', build_log = '22:30:01  Old.' || chr(10)"
        " || '2026-05-03T22:30:02Z  {who} did it.' || chr(10) WHERE id = :build",
        build=build,
    )
    publish(ada)
    client.set_cookie("zone", "Asia/Tokyo")

    html = client.get(f"/sites/{ada.site_id}/publications").text

    assert ">07:30:01</time> Old.</li>" in html
    assert ">07:30:02</time> Ada did it.</li>" in html
    assert "4 May" in html
    back = client.post(f"/publications/{build}/rollbacks", follow_redirects=True).text
    assert "Readers now see your site as published on Monday 4 May at 07:30." in back
    assert live_build(ada) != build


def test_a_failed_release_gives_the_reason_and_can_be_retried(client, ada, release, admin_engine):
    with tenant_scope(ada.tenant_id, user_id=ada.id):
        releases.start_now(release)
    here = f"/sites/{ada.site_id}/releases"
    assert "Going live…" in client.get(here).text
    change(
        admin_engine,
        "UPDATE site_builds SET status = 'error', error = 'No room.', completed_at = now() WHERE status = 'pending'",
    )
    html = client.get(here).text
    assert "Didn’t go live" in html
    assert "No room. We’ll try again in" in html

    client.post(f"/releases/{release}/attempts")

    assert "Going live…" in client.get(here).text


def test_a_release_shows_the_time_left_and_links_to_its_pages(client, ada, release):
    html = client.get(f"/sites/{ada.site_id}/releases").text

    assert ", in 3 days</span>" in html
    assert f'href="/pages/{ada.page_id}/edit"' in html
    assert f'name="show" value="{release}"' in html
