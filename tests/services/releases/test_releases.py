"""Several pages go live together at a scheduled time, and revert at another time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.errors import Conflict, Invalid, NotFound
from app.jobs import outbox
from app.jobs.releases import begin_or_end_due
from app.models import BuildKind, ReleaseState
from app.services import releases
from app.services.releases import Wanted
from app.tenancy import tenant_scope
from tests.factories import make_page, puck
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, on_site, publish, view
from tests.services.releases.support import (
    NINE,
    SECOND,
    TWO_DAYS,
    at,
    expected_words,
    plan,
    request_publication,
    shown_words,
    write,
)


def test_three_pages_go_live_in_one_build_on_time_and_revert_after_two_days(people, site_pages):
    ada, three = people.ada, site_pages[:3]
    before = live_build(ada)
    write(ada, three)
    plan(ada, three, ends=NINE + TWO_DAYS)

    at(NINE - SECOND)
    assert live_build(ada) == before
    at(NINE + 30 * SECOND)
    assert shown_words(ada) == expected_words("new")
    started = live_build(ada)
    assert view(ada, started).kind is BuildKind.RELEASE
    at(NINE + TWO_DAYS - SECOND)
    assert live_build(ada) == started
    at(NINE + TWO_DAYS)
    assert shown_words(ada) == expected_words("old")


def test_a_publication_before_the_start_holds_back_the_waiting_pages(people, site_pages):
    write(people.ada, site_pages)
    plan(people.ada, site_pages[:3])

    build = publish(people.ada)

    assert shown_words(people.ada) == expected_words("old", other="new")
    assert "3 pages are held back by a release." in view(people.ada, build).build_log


def test_only_the_released_page_goes_live_and_at_the_revision_that_was_added(people, site_pages):
    write(people.ada, site_pages[:1])
    plan(people.ada, site_pages[:1])
    write(people.ada, site_pages, "later")

    at(NINE)

    assert shown_words(people.ada) == {"books": "new", "news": "old", "about": "old", "other": "old"}


def test_an_unpublished_page_waits_and_is_unpublished_at_the_end(people, site_pages, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        page = make_page(session, site, slug="sale", title="Sale", data=puck("Dear new reader"))
    plan(people.ada, [page.id], ends=NINE + TWO_DAYS)

    publish(people.ada)
    assert "sale" not in shown_words(people.ada)
    at(NINE)
    assert shown_words(people.ada)["sale"] == "new"
    at(NINE + TWO_DAYS)
    assert "sale" not in shown_words(people.ada)
    publish(people.ada)
    assert "sale" not in shown_words(people.ada)


def test_a_revision_published_during_the_release_stays_at_the_end(people, site_pages):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    write(people.ada, site_pages[:1], "newest")
    publish(people.ada)

    at(NINE + TWO_DAYS)

    assert shown_words(people.ada) == expected_words("old", books="newest")


def test_after_the_end_publications_hold_the_pages_back_until_they_are_edited(people, site_pages):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    at(NINE + TWO_DAYS)

    publish(people.ada)
    assert shown_words(people.ada) == expected_words("old")
    write(people.ada, site_pages[:1], "newest")
    publish(people.ada)
    assert shown_words(people.ada) == expected_words("old", books="newest")


def test_workers_that_were_down_catch_up_and_log_the_delay(people, site_pages):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3])

    at(NINE + timedelta(minutes=10))

    assert shown_words(people.ada) == expected_words("new")
    assert "10 minutes late" in view(people.ada, live_build(people.ada)).build_log


def test_a_release_that_began_and_ended_during_downtime_changes_nothing(people, site_pages):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)

    begin_or_end_due(NINE + TWO_DAYS)
    at(NINE + TWO_DAYS)

    assert shown_words(people.ada) == expected_words("old")


@pytest.mark.parametrize("first", ["release", "publication"])
def test_a_concurrent_release_and_publication_are_both_live(people, site_pages, first):
    write(people.ada, site_pages)
    plan(people.ada, site_pages[:3])
    steps = {
        "release": lambda: begin_or_end_due(NINE),
        "publication": lambda: request_publication(people.ada),
    }

    steps.pop(first)()
    steps.popitem()[1]()
    outbox.deliver()
    work()

    assert shown_words(people.ada) == expected_words("new", other="new")


def test_two_concurrent_releases_are_both_live(people, site_pages):
    write(people.ada, site_pages)
    plan(people.ada, site_pages[:1])
    plan(people.ada, site_pages[1:])

    at(NINE)

    assert shown_words(people.ada) == expected_words("new", other="new")
    assert view(people.ada, live_build(people.ada)).begun == ["Launch", "Launch"]


def test_a_release_begins_once_however_often_the_chore_runs(people, site_pages, admin_engine):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3])

    for _ in range(3):
        at(NINE)

    with admin_engine.connect() as connection:
        query = "SELECT count(*) FROM site_builds WHERE kind = 'release'"
        assert connection.execute(text(query)).scalar() == 1


def test_a_release_that_cannot_begin_does_not_block_others(people, site_pages, admin_engine, caplog):
    write(people.ada, site_pages)
    broken, whole = plan(people.ada, site_pages[:1]), plan(people.ada, site_pages[1:])
    check = f"CHECK (id <> '{broken}' OR start_seq IS NULL)"
    change(admin_engine, f"ALTER TABLE releases ADD CONSTRAINT broken {check}")

    try:
        at(NINE)
    finally:
        change(admin_engine, "ALTER TABLE releases DROP CONSTRAINT broken")

    assert shown_words(people.ada) == expected_words("new", books="old", other="new")
    with tenant_scope(people.ada.tenant_id):
        states = [releases.get_release(one).state for one in (broken, whole)]
    assert states == [ReleaseState.WAITING, ReleaseState.OVER]
    assert f"Release {broken} could not begin or end." in caplog.text


def test_the_next_build_includes_a_release_whose_build_failed(people, site_pages, admin_engine):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3])
    begin_or_end_due(NINE)
    change(admin_engine, "UPDATE site_builds SET status = 'error' WHERE kind = 'release'")

    write(people.ada, site_pages[3:])
    plan(people.ada, site_pages[3:], starts=NINE + TWO_DAYS)
    at(NINE + TWO_DAYS)

    assert shown_words(people.ada) == expected_words("new", other="new")


def test_a_release_can_be_cancelled_started_early_and_ended_early(people, site_pages):
    write(people.ada, site_pages[:3])
    cancelled = plan(people.ada, site_pages[:3])
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.cancel_release(cancelled)
    one = plan(people.ada, site_pages[:3], ends=NINE + TWO_DAYS)
    with tenant_scope(people.ada.tenant_id):
        releases.start_now(one)
    at(NINE - TWO_DAYS)
    assert shown_words(people.ada) == expected_words("new")
    with tenant_scope(people.ada.tenant_id):
        releases.end_now(one)
        with pytest.raises(Conflict):
            releases.end_now(one)
    at(NINE - TWO_DAYS)
    assert shown_words(people.ada) == expected_words("old")


def test_a_changed_release_keeps_its_revisions_or_takes_the_newest(people, site_pages):
    write(people.ada, site_pages[:2])
    one = plan(people.ada, site_pages[:1])
    write(people.ada, site_pages[:2], "later")
    wanted = Wanted(name="B", zone="UTC", starts_at=NINE, ends_at=None, pages=frozenset(site_pages[:2]))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.change_release(one, wanted)
        assert [change.is_older for change in releases.get_release(one).changes] == [True, False]

        releases.change_release(one, wanted, newest=True)

        assert [change.is_older for change in releases.get_release(one).changes] == [False, False]


def test_invalid_input_is_reported_by_field(people, site_pages):
    plan(people.ada, site_pages[:1])
    for refused, field, more in (
        (Conflict, "pages", {"pages": site_pages[:1]}),
        (NotFound, "pages", {"pages": [people.carol.page_id]}),
        (Invalid, "pages", {"pages": []}),
        (Invalid, "starts", {"pages": site_pages[1:], "starts": datetime(2020, 1, 1, tzinfo=UTC)}),
        (Invalid, "ends", {"pages": site_pages[1:], "ends": NINE}),
    ):
        with pytest.raises(refused) as caught:
            plan(people.ada, **more)
        assert caught.value.field == field


def test_releases_of_another_tenant_are_not_found(people, site_pages):
    one = plan(people.ada, site_pages[:1])
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        for act in (releases.cancel_release, releases.start_now, releases.end_now, releases.get_release):
            with pytest.raises(NotFound):
                act(one)
        assert releases.list_releases(people.ada.site_id) == []
