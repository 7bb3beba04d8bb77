"""Times in the user's time zone, which the browser sends in a cookie."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import request

COOKIE = "zone"
_MAX_LENGTH = 64


def to_local_time(moment: datetime) -> datetime:
    """Convert a time to the user's time zone, or to UTC if it is unknown."""
    return moment.astimezone(_zone(request.cookies.get(COOKIE, "")[:_MAX_LENGTH]))


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """Format the time of day."""
    return f"{to_local_time(moment):%H:%M:%S}" if seconds else f"{to_local_time(moment):%H:%M}"


def day_name(day: date) -> str:
    """Format a day as “Today”, “Yesterday”, or a date with its weekday."""
    today = to_local_time(datetime.now(UTC)).date()
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    name = f"{day:%A} {day.day} {day:%B}"
    return name if day.year == today.year else f"{name} {day.year}"


def day_and_time(moment: datetime) -> str:
    """Format a date and time for use in a sentence: “today at 14:05”, “on Monday 3 May at 14:05”."""
    name = day_name(to_local_time(moment).date())
    day = name.lower() if name in ("Today", "Yesterday") else f"on {name}"
    return f"{day} at {clock(moment)}"


def zone_name() -> str:
    """Return the name of the user's time zone, or UTC if it is unknown."""
    return getattr(_zone(request.cookies.get(COOKIE, "")[:_MAX_LENGTH]), "key", "UTC")


@lru_cache(maxsize=128)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return UTC
