"""Several pages go live together at their time, and back again at another."""

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
    ask,
    at,
    everywhere,
    plan,
    shown,
    write,
)


def test_three_pages_go_live_in_one_build_at_their_time_and_back_after_two_days(people, town):
    ada, three = people.ada, town[:3]
    before = live_build(ada)
    write(ada, three)
    plan(ada, three, ends=NINE + TWO_DAYS)

    at(NINE - SECOND)
    assert live_build(ada) == before
    at(NINE + 30 * SECOND)
    assert shown(ada) == everywhere("new")
    started = live_build(ada)
    assert view(ada, started).kind is BuildKind.RELEASE
    at(NINE + TWO_DAYS - SECOND)
    assert live_build(ada) == started
    at(NINE + TWO_DAYS)
    assert shown(ada) == everywhere("old")


def test_a_publication_before_the_time_leaves_the_waiting_pages_as_readers_know_them(people, town):
    write(people.ada, town)
    plan(people.ada, town[:3])

    build = publish(people.ada)

    assert shown(people.ada) == everywhere("old", other="new")
    assert "3 pages stay back because of a release." in view(people.ada, build).build_log


def test_a_page_goes_live_as_it_was_put_in_and_nothing_else_goes_with_it(people, town):
    write(people.ada, town[:1])
    plan(people.ada, town[:1])
    write(people.ada, town, "later")

    at(NINE)

    assert shown(people.ada) == {"books": "new", "news": "old", "about": "old", "other": "old"}


def test_a_page_that_readers_never_saw_waits_and_is_withdrawn_at_the_end(people, town, admin_engine):
    with on_site(admin_engine, people.ada) as (session, site):
        page = make_page(session, site, slug="sale", title="Sale", data=puck("Dear new reader"))
    plan(people.ada, [page.id], ends=NINE + TWO_DAYS)

    publish(people.ada)
    assert "sale" not in shown(people.ada)
    at(NINE)
    assert shown(people.ada)["sale"] == "new"
    at(NINE + TWO_DAYS)
    assert "sale" not in shown(people.ada)
    publish(people.ada)
    assert "sale" not in shown(people.ada)


def test_what_somebody_published_meanwhile_stays_at_the_end(people, town):
    write(people.ada, town[:3])
    plan(people.ada, town[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    write(people.ada, town[:1], "newest")
    publish(people.ada)

    at(NINE + TWO_DAYS)

    assert shown(people.ada) == everywhere("old", books="newest")


def test_after_the_end_a_publication_does_not_bring_the_changes_back_until_somebody_writes(people, town):
    write(people.ada, town[:3])
    plan(people.ada, town[:3], ends=NINE + TWO_DAYS)
    at(NINE)
    at(NINE + TWO_DAYS)

    publish(people.ada)
    assert shown(people.ada) == everywhere("old")
    write(people.ada, town[:1], "newest")
    publish(people.ada)
    assert shown(people.ada) == everywhere("old", books="newest")


def test_late_workers_catch_up_and_say_how_late_they_are(people, town):
    write(people.ada, town[:3])
    plan(people.ada, town[:3])

    at(NINE + timedelta(minutes=10))

    assert shown(people.ada) == everywhere("new")
    assert "10 minutes late" in view(people.ada, live_build(people.ada)).build_log


def test_one_that_began_and_ended_while_nobody_was_there_changes_nothing(people, town):
    write(people.ada, town[:3])
    plan(people.ada, town[:3], ends=NINE + TWO_DAYS)

    begin_or_end_due(NINE + TWO_DAYS)
    at(NINE + TWO_DAYS)

    assert shown(people.ada) == everywhere("old")


@pytest.mark.parametrize("first", ["release", "publication"])
def test_a_release_and_a_publication_at_once_are_both_in_what_is_live(people, town, first):
    write(people.ada, town)
    plan(people.ada, town[:3])
    steps = {"release": lambda: begin_or_end_due(NINE), "publication": lambda: ask(people.ada)}

    steps.pop(first)()
    steps.popitem()[1]()
    outbox.deliver()
    work()

    assert shown(people.ada) == everywhere("new", other="new")


def test_two_releases_at_once_are_both_live(people, town):
    write(people.ada, town)
    plan(people.ada, town[:1])
    plan(people.ada, town[1:])

    at(NINE)

    assert shown(people.ada) == everywhere("new", other="new")
    assert view(people.ada, live_build(people.ada)).begun == ["Launch", "Launch"]


def test_it_begins_once_however_often_the_clock_strikes(people, town, admin_engine):
    write(people.ada, town[:3])
    plan(people.ada, town[:3])

    for _ in range(3):
        at(NINE)

    with admin_engine.connect() as connection:
        query = "SELECT count(*) FROM site_builds WHERE kind = 'release'"
        assert connection.execute(text(query)).scalar() == 1


def test_one_that_cannot_begin_holds_up_no_other(people, town, admin_engine, caplog):
    write(people.ada, town)
    broken, whole = plan(people.ada, town[:1]), plan(people.ada, town[1:])
    check = f"CHECK (id <> '{broken}' OR start_seq IS NULL)"
    change(admin_engine, f"ALTER TABLE releases ADD CONSTRAINT broken {check}")

    try:
        at(NINE)
    finally:
        change(admin_engine, "ALTER TABLE releases DROP CONSTRAINT broken")

    assert shown(people.ada) == everywhere("new", books="old", other="new")
    with tenant_scope(people.ada.tenant_id):
        states = [releases.get_release(one).state for one in (broken, whole)]
    assert states == [ReleaseState.WAITING, ReleaseState.OVER]
    assert f"Release {broken} could not begin or end." in caplog.text


def test_a_build_that_did_not_work_is_made_good_by_the_next_one(people, town, admin_engine):
    write(people.ada, town[:3])
    plan(people.ada, town[:3])
    begin_or_end_due(NINE)
    change(admin_engine, "UPDATE site_builds SET status = 'error' WHERE kind = 'release'")

    write(people.ada, town[3:])
    plan(people.ada, town[3:], starts=NINE + TWO_DAYS)
    at(NINE + TWO_DAYS)

    assert shown(people.ada) == everywhere("new", other="new")


def test_it_is_called_off_begun_early_and_ended_early(people, town):
    write(people.ada, town[:3])
    off = plan(people.ada, town[:3])
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.cancel_release(off)
    one = plan(people.ada, town[:3], ends=NINE + TWO_DAYS)
    with tenant_scope(people.ada.tenant_id):
        releases.start_now(one)
    at(NINE - TWO_DAYS)
    assert shown(people.ada) == everywhere("new")
    with tenant_scope(people.ada.tenant_id):
        releases.end_now(one)
        with pytest.raises(Conflict):
            releases.end_now(one)
    at(NINE - TWO_DAYS)
    assert shown(people.ada) == everywhere("old")


def test_a_changed_release_keeps_its_pages_as_they_were_or_takes_the_newest(people, town):
    write(people.ada, town[:2])
    one = plan(people.ada, town[:1])
    write(people.ada, town[:2], "later")
    wanted = Wanted(name="B", zone="UTC", starts_at=NINE, ends_at=None, pages=frozenset(town[:2]))
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        releases.change_release(one, wanted)
        assert [change.is_older for change in releases.get_release(one).changes] == [True, False]

        releases.change_release(one, wanted, newest=True)

        assert [change.is_older for change in releases.get_release(one).changes] == [False, False]


def test_what_cannot_be_planned_is_said_beside_its_field(people, town):
    plan(people.ada, town[:1])
    for refused, field, more in (
        (Conflict, "pages", {"pages": town[:1]}),
        (NotFound, "pages", {"pages": [people.carol.page_id]}),
        (Invalid, "pages", {"pages": []}),
        (Invalid, "starts", {"pages": town[1:], "starts": datetime(2020, 1, 1, tzinfo=UTC)}),
        (Invalid, "ends", {"pages": town[1:], "ends": NINE}),
    ):
        with pytest.raises(refused) as caught:
            plan(people.ada, **more)
        assert caught.value.field == field


def test_nobody_touches_the_release_of_another(people, town):
    one = plan(people.ada, town[:1])
    with tenant_scope(people.carol.tenant_id, user_id=people.carol.id):
        for act in (releases.cancel_release, releases.start_now, releases.end_now, releases.get_release):
            with pytest.raises(NotFound):
                act(one)
        assert releases.list_releases(people.ada.site_id) == []
