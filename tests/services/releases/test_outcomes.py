"""Outcomes of releases, with retries and emails."""

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
    at,
    expected_words,
    fail,
    plan,
    release_of,
    request_publication,
    shown_words,
    watch_after,
    write,
)


@pytest.fixture
def launch(people, site_pages):
    """A release of three pages, which has begun but which no worker has published yet."""
    write(people.ada, site_pages[:3])
    release = plan(people.ada, site_pages[:3])
    begin_or_end_due(NINE)
    return release


def run_builds():
    """Deliver the outbox, and run all waiting builds."""
    outbox.deliver()
    work()


@pytest.fixture
def sent_mails():
    """Return the recipient and subject of each email sent in this test."""
    before = {message.id for message in mail.list_stored()}

    def sent():
        run_builds()
        return [(each.to, each.subject) for each in mail.list_stored() if each.id not in before]

    return sent


def roll_back(person, build):
    with tenant_scope(person.tenant_id, user_id=person.id):
        publishing.roll_back(person.site_id, build)


def test_a_release_is_shown_as_being_published_until_it_is_live(people, launch):
    assert release_of(people.ada, launch).standing is Standing.BEGINS

    run_builds()

    release = release_of(people.ada, launch)
    assert release.standing is Standing.LIVE
    assert release.outcome.live_at == view(people.ada, live_build(people.ada)).completed_at


def test_a_failed_release_shows_the_reason_and_is_retried_after_1_5_and_15_minutes(
    people, launch, admin_engine
):
    for minutes in (1, 5, 15):
        fail(admin_engine)
        release = release_of(people.ada, launch)
        assert (release.standing, release.outcome.reason) == (Standing.NOT_BEGUN, "There is no room.")
        watch_after(minutes - 0.5)
        assert release_of(people.ada, launch).standing is Standing.NOT_BEGUN
        watch_after(minutes)
        assert release_of(people.ada, launch).standing is Standing.BEGINS

    run_builds()

    assert release_of(people.ada, launch).standing is Standing.LIVE
    assert shown_words(people.ada) == expected_words("new")


def test_after_the_last_retry_the_releases_author_gets_one_mail_and_may_try_again(
    people, launch, admin_engine, sent_mails
):
    for minutes in (1, 5, 15, 60, 120):
        fail(admin_engine)
        watch_after(minutes)

    assert sent_mails() == [("ada@example.test", "“Launch” did not go live")]
    message = mail.list_stored()[0]
    assert "There is no room." in message.body
    assert f"/sites/{people.ada.site_id}/releases" in message.body
    assert release_of(people.ada, launch).outcome.again_at is None
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.retry(launch)
        with pytest.raises(Conflict):
            releases.retry(launch)
    run_builds()
    assert shown_words(people.ada) == expected_words("new")


def test_the_releases_author_gets_one_mail_when_it_is_live(people, launch, sent_mails):
    run_builds()
    watch_after(0)
    watch_after(1)

    assert sent_mails() == [("ada@example.test", "“Launch” is live")]


def test_former_members_get_no_mail_and_the_owners_do(people, launch, admin_engine, sent_mails):
    change(admin_engine, "UPDATE memberships SET role = 'owner' WHERE user_id = :bob", bob=people.bob.id)
    change(admin_engine, "DELETE FROM memberships WHERE user_id = :ada", ada=people.ada.id)
    run_builds()
    watch_after(0)

    assert sent_mails() == [("bob@example.test", "“Launch” is live")]


def test_a_release_that_failed_to_end_is_shown_as_such_and_ends_later(people, site_pages, admin_engine):
    write(people.ada, site_pages[:3])
    release = plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    begin_or_end_due(NINE + TWO_DAYS)
    fail(admin_engine)
    assert release_of(people.ada, release).standing is Standing.NOT_ENDED

    watch_after(1)
    run_builds()

    assert release_of(people.ada, release).standing is Standing.OVER
    assert shown_words(people.ada) == expected_words("old")


def test_a_release_that_failed_within_a_publication_is_retried(people, launch, admin_engine):
    request_publication(people.ada)
    fail(admin_engine)

    watch_after(1)
    run_builds()

    assert release_of(people.ada, launch).standing is Standing.LIVE


def test_a_rollback_before_a_release_is_live_does_not_drop_the_release(people, launch):
    before = live_build(people.ada)

    roll_back(people.ada, before)

    assert release_of(people.ada, launch).standing is Standing.BEGINS
    run_builds()
    assert release_of(people.ada, launch).standing is Standing.LIVE
    assert shown_words(people.ada) == expected_words("new")


def test_a_rollback_while_a_release_is_ending_does_not_bring_it_back(people, site_pages):
    write(people.ada, site_pages[:3])
    release = plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    began = live_build(people.ada)
    begin_or_end_due(NINE + TWO_DAYS)

    roll_back(people.ada, began)
    run_builds()

    assert shown_words(people.ada) == expected_words("old")
    assert release_of(people.ada, release).standing is Standing.OVER


def test_a_rolled_back_release_is_shown_as_such_until_its_pages_are_published_again(people, launch):
    before = live_build(people.ada)
    run_builds()

    roll_back(people.ada, before)

    assert release_of(people.ada, launch).standing is Standing.ROLLED_BACK
    assert shown_words(people.ada) == expected_words("old")
    publish(people.ada)
    assert release_of(people.ada, launch).standing is Standing.LIVE
    assert shown_words(people.ada) == expected_words("new")


def test_a_release_that_waits_for_the_store_is_shown_as_such(people, launch, admin_engine):
    change(
        admin_engine,
        "UPDATE site_builds SET waits_since = now(), build_log = build_log || :line WHERE status = 'pending'",
        line=line("Our store does not answer."),
    )

    release = release_of(people.ada, launch)

    assert (release.standing, release.outcome.reason) == (Standing.BEGINS, "Our store does not answer.")
