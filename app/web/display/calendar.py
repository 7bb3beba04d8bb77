"""A calendar month: weeks that start on Monday, with each day's releases in the user's time zone."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.models import ReleaseState
from app.services.releases import ReleaseView
from app.web.display import clock

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 1)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The start or end of a release."""

    at: datetime
    name: str
    release_id: UUID
    is_end: bool


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day in the calendar; `is_outside` marks days of the adjacent months."""

    date: date
    is_outside: bool
    is_today: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of the calendar, in weeks."""

    first: date
    weeks: Sequence[Sequence[Day]]

    @property
    def before(self) -> date:
        """The first day of the previous month."""
        return max(_FIRST, (self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return min(_LAST, (self.first + timedelta(days=31)).replace(day=1))


def calendar_month(asked: str, releases: Iterable[ReleaseView]) -> Month:
    """Build the requested month (`2027-03`), else the month of the next start or end, else the current month."""
    today = clock.to_local_time(datetime.now(UTC)).date()
    marks = sorted(_marks(releases), key=lambda mark: (mark.at, mark.name))
    coming = (day for mark in marks if (day := clock.to_local_time(mark.at).date()) >= today)
    first = _first(asked) or next(coming, today).replace(day=1)
    weeks = [
        [_day(day, first, today, marks) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first=first, weeks=weeks)


def _first(asked: str) -> date | None:
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None
    return first if _FIRST <= first <= _LAST else None


def _marks(releases: Iterable[ReleaseView]) -> Iterable[Mark]:
    for release in releases:
        if release.state is ReleaseState.CANCELLED:
            continue
        for moment in filter(None, (release.starts_at, release.ends_at)):
            yield Mark(at=moment, name=release.name, release_id=release.id, is_end=moment == release.ends_at)


def _day(day: date, first: date, today: date, marks: Iterable[Mark]) -> Day:
    return Day(
        date=day,
        is_outside=day.month != first.month,
        is_today=day == today,
        marks=tuple(mark for mark in marks if clock.to_local_time(mark.at).date() == day),
    )
