"""Whoever publishes hears which pages stay back, and because of which release."""

from datetime import timedelta

import pytest

from app.errors import Conflict
from app.models import ReleaseState
from app.services import releases
from app.tenancy import tenant_scope
from tests.services.publishing.support import publish, view
from tests.services.releases.support import NINE, TWO_DAYS, at, everywhere, plan, release_of, shown, write


def held_back(person, build):
    with tenant_scope(person.tenant_id):
        return releases.list_held_back(view(person, build))


def test_a_publication_names_the_pages_that_wait_and_the_release(people, town):
    write(people.ada, town)
    release = plan(people.ada, town[:2])

    (held,) = held_back(people.ada, publish(people.ada))

    assert (held.id, held.name, held.titles) == (release, "Launch", ("Books", "News"))
    assert held.starts == "Mon 6 May 2030, 09:00 (Europe/Berlin, CEST)"
    assert not held.is_older
    assert held.is_all


def test_a_page_in_a_release_of_which_readers_see_the_newest_is_not_held_back(people, town):
    plan(people.ada, town[:2])

    assert not held_back(people.ada, publish(people.ada))


def test_what_waits_no_longer_is_not_named_any_more(people, town):
    write(people.ada, town)
    plan(people.ada, town[:2])
    build = publish(people.ada)

    at(NINE)

    assert not held_back(people.ada, build)


def test_pages_of_a_release_that_ended_are_named_without_a_time(people, town):
    write(people.ada, town[:1])
    plan(people.ada, town[:1], ends=NINE + TWO_DAYS)
    at(NINE)
    at(NINE + TWO_DAYS)

    (held,) = held_back(people.ada, publish(people.ada))

    assert (held.starts, held.titles) == ("", ("Books",))


def test_what_was_written_since_is_put_into_the_release(people, town):
    write(people.ada, town[:2])
    release = plan(people.ada, town[:2])
    write(people.ada, town[:2], "newest")
    (held,) = held_back(people.ada, publish(people.ada))
    assert held.is_older

    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.take_newest(release, town[:1])

    at(NINE)
    assert shown(people.ada) == everywhere("old", books="newest", news="new")


def test_a_page_is_taken_out_of_a_release_and_the_last_one_calls_it_off(people, town):
    write(people.ada, town[:2])
    release = plan(people.ada, town[:2])
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        assert not releases.take_out(release, town[:1])
        publish(people.ada)
        assert shown(people.ada) == everywhere("old", books="new")

        assert releases.take_out(release, town[1:2])

    assert release_of(people.ada, release).state is ReleaseState.CANCELLED


def test_pages_of_a_site_tell_which_release_they_wait_for(people, town):
    write(people.ada, town[:2])
    release = plan(people.ada, town[:2], ends=NINE + TWO_DAYS)
    write(people.ada, town[:1], "newest")
    with tenant_scope(people.ada.tenant_id):
        waits = releases.list_waits(people.ada.site_id)
    assert {page: (wait.id, wait.is_older) for page, wait in waits.items()} == {
        town[0]: (release, True),
        town[1]: (release, False),
    }

    at(NINE)

    with tenant_scope(people.ada.tenant_id):
        assert releases.list_waits(people.ada.site_id) == {}


def test_a_page_of_a_release_that_runs_is_planned_for_the_time_after_its_end_and_not_before(people, town):
    write(people.ada, town[:1])
    plan(people.ada, town[:1], ends=NINE + TWO_DAYS)
    at(NINE)
    write(people.ada, town[:1], "next")

    with pytest.raises(Conflict, match="ends later than that") as caught:
        plan(people.ada, town[:1], starts=NINE + TWO_DAYS - timedelta(minutes=1))
    assert caught.value.field == "starts"
    following = plan(people.ada, town[:1], starts=NINE + TWO_DAYS)
    with tenant_scope(people.ada.tenant_id), pytest.raises(Conflict, match="end that release first"):
        releases.start_now(following)

    at(NINE + TWO_DAYS)
    assert shown(people.ada)["books"] == "next"
