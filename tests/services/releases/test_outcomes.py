"""What became of a release is said as it is, and what did not work is tried again."""

import pytest

from app.adapters import mail
from app.errors import Conflict
from app.jobs import outbox
from app.jobs.releases import begin_or_end_due
from app.services import publishing, releases
from app.services.publishing.build_log import line
from app.services.releases.listing import Standing
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, publish, view
from tests.services.releases.support import (
    NINE,
    TWO_DAYS,
    ask,
    at,
    everywhere,
    fail,
    look_after,
    plan,
    release_of,
    shown,
    write,
)


@pytest.fixture
def launch(people, town):
    """A release of three pages that was asked to begin, and that no worker has seen yet."""
    write(people.ada, town[:3])
    release = plan(people.ada, town[:3])
    begin_or_end_due(NINE)
    return release


def carry_out():
    """The workers do what there is to do."""
    outbox.deliver()
    work()


@pytest.fixture
def letters():
    """What was sent in this test, to whom and about what."""
    before = {letter.id for letter in mail.list_kept()}

    def sent():
        carry_out()
        return [(each.to, each.subject) for each in mail.list_kept() if each.id not in before]

    return sent


def roll_back(person, build):
    with tenant_scope(person.tenant_id, user_id=person.id):
        publishing.roll_back(person.site_id, build)


def test_it_is_going_live_until_readers_see_it(people, launch):
    assert release_of(people.ada, launch).stands is Standing.BEGINS

    carry_out()

    release = release_of(people.ada, launch)
    assert release.stands is Standing.LIVE
    assert release.outcome.live_at == view(people.ada, live_build(people.ada)).completed_at


def test_one_that_did_not_work_says_why_and_is_tried_again_after_one_five_and_fifteen_minutes(
    people, launch, admin_engine
):
    for minutes in (1, 5, 15):
        fail(admin_engine)
        release = release_of(people.ada, launch)
        assert (release.stands, release.outcome.reason) == (Standing.NOT_BEGUN, "There is no room.")
        look_after(minutes - 0.5)
        assert release_of(people.ada, launch).stands is Standing.NOT_BEGUN
        look_after(minutes)
        assert release_of(people.ada, launch).stands is Standing.BEGINS

    carry_out()

    assert release_of(people.ada, launch).stands is Standing.LIVE
    assert shown(people.ada) == everywhere("new")


def test_after_the_last_time_its_author_gets_one_mail_and_may_try_again(
    people, launch, admin_engine, letters
):
    for minutes in (1, 5, 15, 60, 120):
        fail(admin_engine)
        look_after(minutes)

    assert letters() == [("ada@example.test", "“Launch” did not go live")]
    letter = mail.list_kept()[0]
    assert "There is no room." in letter.body
    assert f"/sites/{people.ada.site_id}/releases" in letter.body
    assert release_of(people.ada, launch).outcome.again_at is None
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.try_again(launch)
        with pytest.raises(Conflict):
            releases.try_again(launch)
    carry_out()
    assert shown(people.ada) == everywhere("new")


def test_its_author_gets_one_mail_when_it_is_live(people, launch, letters):
    carry_out()
    look_after(0)
    look_after(1)

    assert letters() == [("ada@example.test", "“Launch” is live")]


def test_who_has_left_gets_no_mail_and_the_owners_do(people, launch, admin_engine, letters):
    change(admin_engine, "UPDATE memberships SET role = 'owner' WHERE user_id = :bob", bob=people.bob.id)
    change(admin_engine, "DELETE FROM memberships WHERE user_id = :ada", ada=people.ada.id)
    carry_out()
    look_after(0)

    assert letters() == [("bob@example.test", "“Launch” is live")]


def test_one_whose_end_did_not_work_says_so_and_ends_later(people, town, admin_engine):
    write(people.ada, town[:3])
    release = plan(people.ada, town[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    begin_or_end_due(NINE + TWO_DAYS)
    fail(admin_engine)
    assert release_of(people.ada, release).stands is Standing.NOT_ENDED

    look_after(1)
    carry_out()

    assert release_of(people.ada, release).stands is Standing.OVER
    assert shown(people.ada) == everywhere("old")


def test_one_that_a_publication_took_along_and_that_failed_with_it_is_tried_again(
    people, launch, admin_engine
):
    ask(people.ada)
    fail(admin_engine)

    look_after(1)
    carry_out()

    assert release_of(people.ada, launch).stands is Standing.LIVE


def test_a_way_back_before_readers_saw_it_does_not_drop_it(people, launch):
    before = live_build(people.ada)

    roll_back(people.ada, before)

    assert release_of(people.ada, launch).stands is Standing.BEGINS
    carry_out()
    assert release_of(people.ada, launch).stands is Standing.LIVE
    assert shown(people.ada) == everywhere("new")


def test_a_way_back_while_it_is_ending_does_not_bring_it_back(people, town):
    write(people.ada, town[:3])
    release = plan(people.ada, town[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    began = live_build(people.ada)
    begin_or_end_due(NINE + TWO_DAYS)

    roll_back(people.ada, began)
    carry_out()

    assert shown(people.ada) == everywhere("old")
    assert release_of(people.ada, release).stands is Standing.OVER


def test_a_way_back_from_one_that_is_live_is_said_until_the_pages_are_published_again(people, launch):
    before = live_build(people.ada)
    carry_out()

    roll_back(people.ada, before)

    assert release_of(people.ada, launch).stands is Standing.TAKEN_BACK
    assert shown(people.ada) == everywhere("old")
    publish(people.ada)
    assert release_of(people.ada, launch).stands is Standing.LIVE
    assert shown(people.ada) == everywhere("new")


def test_one_that_waits_for_our_store_says_what_it_waits_for(people, launch, admin_engine):
    change(
        admin_engine,
        "UPDATE site_builds SET waits_since = now(), build_log = build_log || :told WHERE status = 'pending'",
        told=line("Our store does not answer."),
    )

    release = release_of(people.ada, launch)

    assert (release.stands, release.outcome.reason) == (Standing.BEGINS, "Our store does not answer.")
