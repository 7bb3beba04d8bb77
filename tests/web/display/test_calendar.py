"""A calendar month in the user's time zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.models import ReleaseState
from app.services.releases import ReleaseView
from app.services.releases.outcomes import Outcome, Stage
from app.web.display import calendar_month


@pytest.fixture
def in_tokyo(app: Flask):
    with app.test_request_context(headers={"Cookie": "zone=Asia/Tokyo"}):
        yield


def release(state: ReleaseState = ReleaseState.WAITING, ends_at: datetime | None = None) -> ReleaseView:
    return ReleaseView(
        id=uuid4(),
        site_id=uuid4(),
        name="Launch",
        state=state,
        zone="Europe/Berlin",
        starts_at=datetime(2027, 2, 28, 20, tzinfo=UTC),
        ends_at=ends_at,
        who="",
        changes=(),
        outcome=Outcome(stage=Stage.NOTHING),
    )


def marks(month):
    return {
        str(day.date): [mark.is_end for mark in day.marks]
        for week in month.weeks
        for day in week
        if day.marks
    }


@pytest.mark.usefixtures("in_tokyo")
def test_weeks_begin_on_monday_and_days_are_in_the_users_time_zone():
    month = calendar_month("2027-03", [release(ends_at=datetime(2027, 3, 3, 20, tzinfo=UTC))])

    assert [len(week) for week in month.weeks] == [7] * 5
    assert {week[0].date.weekday() for week in month.weeks} == {0}
    assert marks(month) == {"2027-03-01": [False], "2027-03-04": [True]}
    assert (str(month.before), str(month.after)) == ("2027-02-01", "2027-04-01")


@pytest.mark.usefixtures("in_tokyo")
def test_a_cancelled_release_is_not_in_the_calendar():
    assert marks(calendar_month("2027-03", [release(ReleaseState.CANCELLED)])) == {}


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize("asked", ["", "soon", "2027-13", "0001-01", "9999-12", "2027-03-04"])
def test_an_invalid_month_falls_back_to_the_current_one(asked):
    month = calendar_month(asked, [])

    assert any(day.is_today for week in month.weeks for day in week if not day.is_outside)


@pytest.mark.usefixtures("in_tokyo")
def test_the_calendar_opens_at_the_month_of_the_next_release():
    was, comes = release(), release()
    now = datetime.now(UTC)
    was = replace(was, starts_at=now - timedelta(days=70))
    comes = replace(comes, starts_at=now + timedelta(days=70))

    month = calendar_month("", [was, comes])

    assert [day for week in month.weeks for day in week if day.marks and not day.is_outside]
    assert (month.first.year, month.first.month) == (
        (there := comes.starts_at.astimezone(ZoneInfo("Asia/Tokyo"))).year,
        there.month,
    )


@pytest.mark.usefixtures("in_tokyo")
def test_the_calendar_has_a_first_and_a_last_month():
    assert str(calendar_month("2000-01", []).before) == "2000-01-01"
    assert str(calendar_month("2199-12", []).after) == "2199-12-01"
