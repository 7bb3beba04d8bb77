"""Local times as authors enter them, in time zones with daylight saving."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.errors import Invalid

SECOND = "second"
_UNREADABLE = "Please enter a day and a time, such as 2027-03-01 09:00."


def parse_moment(written: str, zone: str, *, field: str, which: str = "") -> datetime:
    """Parse a local time into an instant. `which` is "first" or "second" for a time that occurs twice.

    Raises Invalid for an unknown zone, and for a time that is unreadable, skipped or ambiguous.
    """
    if zone not in zones():
        raise Invalid("Please choose one of these.", field="zone")
    try:
        wall = datetime.fromisoformat(written).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError as error:
        raise Invalid(_UNREADABLE, field=field) from error
    if not 2000 < wall.year < 2200:
        raise Invalid(_UNREADABLE, field=field)
    there = wall.replace(tzinfo=ZoneInfo(zone))
    first, second = there.astimezone(UTC), there.replace(fold=1).astimezone(UTC)
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise Invalid(_skipped(wall, zone, first - second), field=field)
    if first != second and which not in {"first", SECOND}:
        raise Invalid(
            f"The clocks in {place(zone)} go back on that day, so {wall:%H:%M} occurs twice. "
            "Please choose below which one you mean.",
            field=field,
        )
    return second if which == SECOND else first


def format_moment(moment: datetime, zone: str) -> str:
    """Format an instant in a zone: "Mon 1 March 2027, 09:00 (Europe/Berlin, CET)"."""
    there = moment.astimezone(ZoneInfo(zone))
    name = there.tzname() or ""
    clock = f", {name}" if name.isalpha() and name != zone else ""
    return f"{there:%a} {there.day} {there:%B %Y, %H:%M} ({place(zone)}{clock})"


def place(zone: str) -> str:
    """The display name of a zone."""
    return zone.replace("_", " ")


@cache
def zones() -> Sequence[str]:
    """The names of all zones, sorted."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def _skipped(wall: datetime, zone: str, gap: timedelta) -> str:
    later = wall + gap
    return (
        f"The clocks in {place(zone)} go forward on that day, so {wall:%H:%M} doesn’t exist. "
        f"Please choose another time, such as {later:%H:%M}."
    )
