"""Publications report the pages that they hold back because of a release."""

from datetime import timedelta

import pytest

from app.errors import Conflict
from app.models import ReleaseState
from app.services import releases
from app.tenancy import tenant_scope
from tests.services.publishing.support import publish, view
from tests.services.releases.support import (
    NINE,
    TWO_DAYS,
    at,
    expected_words,
    plan,
    release_of,
    shown_words,
    write,
)


def held_back(person, build):
    with tenant_scope(person.tenant_id):
        return releases.list_held_back(view(person, build))


def test_a_publication_lists_held_pages_by_release(people, site_pages):
    write(people.ada, site_pages)
    release = plan(people.ada, site_pages[:2])

    (held,) = held_back(people.ada, publish(people.ada))

    assert (held.id, held.name, held.titles) == (release, "Launch", ("Books", "News"))
    assert held.starts == "Mon 6 May 2030, 09:00 (Europe/Berlin, CEST)"
    assert not held.is_older
    assert held.is_all


def test_a_page_whose_newest_revision_is_live_is_not_held_back(people, site_pages):
    plan(people.ada, site_pages[:2])

    assert not held_back(people.ada, publish(people.ada))


def test_pages_that_no_longer_wait_for_a_release_are_not_listed(people, site_pages):
    write(people.ada, site_pages)
    plan(people.ada, site_pages[:2])
    build = publish(people.ada)

    at(NINE)

    assert not held_back(people.ada, build)


def test_pages_of_an_ended_release_are_listed_without_a_time(people, site_pages):
    write(people.ada, site_pages[:1])
    plan(people.ada, site_pages[:1], ends=NINE + TWO_DAYS)
    at(NINE)
    at(NINE + TWO_DAYS)

    (held,) = held_back(people.ada, publish(people.ada))

    assert (held.starts, held.titles) == ("", ("Books",))


def test_newer_revisions_can_be_added_to_the_release(people, site_pages):
    write(people.ada, site_pages[:2])
    release = plan(people.ada, site_pages[:2])
    write(people.ada, site_pages[:2], "newest")
    (held,) = held_back(people.ada, publish(people.ada))
    assert held.is_older

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.update_to_newest(release, site_pages[:1])

    at(NINE)
    assert shown_words(people.ada) == expected_words("old", books="newest", news="new")


def test_removing_the_last_page_cancels_the_release(people, site_pages):
    write(people.ada, site_pages[:2])
    release = plan(people.ada, site_pages[:2])
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        assert not releases.remove_pages(release, site_pages[:1])
        publish(people.ada)
        assert shown_words(people.ada) == expected_words("old", books="new")

        assert releases.remove_pages(release, site_pages[1:2])

    assert release_of(people.ada, release).state is ReleaseState.CANCELLED


def test_list_waits_returns_the_release_of_each_waiting_page(people, site_pages):
    write(people.ada, site_pages[:2])
    release = plan(people.ada, site_pages[:2], ends=NINE + TWO_DAYS)
    write(people.ada, site_pages[:1], "newest")
    with tenant_scope(people.ada.tenant_id):
        waits = releases.list_waits(people.ada.site_id)
    assert {page: (wait.id, wait.is_older) for page, wait in waits.items()} == {
        site_pages[0]: (release, True),
        site_pages[1]: (release, False),
    }

    at(NINE)

    with tenant_scope(people.ada.tenant_id):
        assert releases.list_waits(people.ada.site_id) == {}


def test_a_page_in_a_running_release_can_only_be_scheduled_for_after_its_end(people, site_pages):
    write(people.ada, site_pages[:1])
    plan(people.ada, site_pages[:1], ends=NINE + TWO_DAYS)
    at(NINE)
    write(people.ada, site_pages[:1], "next")

    with pytest.raises(Conflict, match="which ends later") as caught:
        plan(people.ada, site_pages[:1], starts=NINE + TWO_DAYS - timedelta(minutes=1))
    assert caught.value.field == "starts"
    following = plan(people.ada, site_pages[:1], starts=NINE + TWO_DAYS)
    with tenant_scope(people.ada.tenant_id), pytest.raises(Conflict, match="end that release first"):
        releases.start_now(following)

    at(NINE + TWO_DAYS)
    assert shown_words(people.ada)["books"] == "next"
