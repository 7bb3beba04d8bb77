"""A launch of three pages at nine in Berlin, for two days, during which the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from app.jobs import outbox
from app.jobs.releases import begin_or_end_due
from app.models import BuildKind
from app.services import releases
from app.services.releases import parse_moment
from tests.jobs.support import work
from tests.services.publishing.support import change, live_build, manifest, view
from tests.services.releases.support import NINE, at, expected_words, plan, release_of, shown_words, write

BERLIN = "Europe/Berlin"
HALF_A_MINUTE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "nine", "end_on_the_wall"),
    [
        ("2030-03-30T09:00", datetime(2030, 3, 30, 8, tzinfo=UTC), "Mon 1 April 2030, 10:00"),
        ("2030-10-26T09:00", datetime(2030, 10, 26, 7, tzinfo=UTC), "Mon 28 October 2030, 08:00"),
    ],
    ids=["forward", "back"],
)
def test_nine_in_berlin_for_48_hours_across_the_clock_change(people, site_pages, day, nine, end_on_the_wall):
    ada, starts = people.ada, parse_moment(day, BERLIN, field="starts")
    ends = starts + timedelta(hours=48)
    assert starts == nine
    assert releases.format_moment(ends, BERLIN).startswith(end_on_the_wall)
    before = live_build(ada)
    old = manifest(ada, before).files
    write(ada, site_pages[:3])
    launch = plan(ada, site_pages[:3], starts=starts, ends=ends)

    at(starts - SECOND)
    assert live_build(ada) == before
    at(starts + HALF_A_MINUTE)
    began = live_build(ada)
    assert (view(ada, began).kind, shown_words(ada)) == (BuildKind.RELEASE, expected_words("new"))
    at(ends - SECOND)
    assert live_build(ada) == began
    at(ends)
    assert shown_words(ada) == expected_words("old")
    assert all(
        manifest(ada, live_build(ada)).files[page] == file for page, file in old.items() if ".html" in page
    )
    assert release_of(ada, launch).standing == "over"


def test_a_worker_that_is_down_at_nine_publishes_later_and_logs_the_delay(people, site_pages, admin_engine):
    write(people.ada, site_pages[:3])
    plan(people.ada, site_pages[:3])
    begin_or_end_due(NINE)
    outbox.deliver()
    assert shown_words(people.ada) == expected_words("old")
    change(
        admin_engine,
        "UPDATE site_builds SET created_at = now() - interval '10 minutes' WHERE status = 'pending'",
    )

    work()

    assert shown_words(people.ada) == expected_words("new")
    words = [line.message for line in view(people.ada, live_build(people.ada)).lines]
    assert words[:2] == [
        "The release “Launch” begins.",
        "Waited 10 minutes before starting.",
    ]
