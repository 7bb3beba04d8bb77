"""Local times in zones with daylight saving time."""

from datetime import UTC, datetime

import pytest

from app.errors import Invalid
from app.services.releases import parse_moment
from app.services.releases.local_times import format_moment

BERLIN = "Europe/Berlin"


def read(written, which="", zone=BERLIN):
    return parse_moment(written, zone, field="starts", which=which)


@pytest.mark.parametrize(
    ("written", "hour"), [("2027-03-27T09:00", 8), ("2027-03-28T09:00", 7), ("2027-10-31 09:00", 8)]
)
def test_nine_is_nine_before_and_after_the_clock_change(written, hour):
    assert read(written).hour == hour


def test_a_time_that_does_not_exist_is_explained():
    with pytest.raises(Invalid, match=r"02:30 doesn’t exist.*such as 03:30") as caught:
        read("2027-03-28T02:30")
    assert caught.value.field == "starts"


def test_an_ambiguous_time_needs_a_choice():
    with pytest.raises(Invalid, match="02:30 occurs twice"):
        read("2027-10-31T02:30")
    assert read("2027-10-31T02:30", "first") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert read("2027-10-31T02:30", "second") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "soon", "2027-02-30T09:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_invalid_times_are_rejected(written):
    with pytest.raises(Invalid, match="day and a time"):
        read(written)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "localtime"])
def test_unknown_zones_are_rejected(zone):
    with pytest.raises(Invalid, match="choose one"):
        read("2027-03-01T09:00", zone=zone)


def test_times_are_formatted_with_their_zone():
    moment = datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert format_moment(moment, BERLIN) == "Mon 1 March 2027, 09:00 (Europe/Berlin, CET)"
    assert format_moment(moment, "UTC") == "Mon 1 March 2027, 08:00 (UTC)"
