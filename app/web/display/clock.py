"""Times as the person at the screen reads them: by the clock of their place, which the browser tells in a cookie."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import request

COOKIE = "zone"
_LONGEST = 64


def to_local_time(moment: datetime) -> datetime:
    """The moment by the person's clock; by UTC where the browser has not said."""
    return moment.astimezone(_zone(request.cookies.get(COOKIE, "")[:_LONGEST]))


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """The time of day."""
    return f"{to_local_time(moment):%H:%M:%S}" if seconds else f"{to_local_time(moment):%H:%M}"


def day_name(day: date) -> str:
    """A day as one would say it: today, yesterday, and others by their date."""
    today = to_local_time(datetime.now(UTC)).date()
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    name = f"{day:%A} {day.day} {day:%B}"
    return name if day.year == today.year else f"{name} {day.year}"


def day_and_time(moment: datetime) -> str:
    """A moment in a sentence: "today at 14:05", "on 3 May at 14:05"."""
    name = day_name(to_local_time(moment).date())
    day = name.lower() if name in ("Today", "Yesterday") else f"on {name}"
    return f"{day} at {clock(moment)}"


def zone_name() -> str:
    """The name of the person's time zone; UTC where the browser has not said."""
    return getattr(_zone(request.cookies.get(COOKIE, "")[:_LONGEST]), "key", "UTC")


@lru_cache(maxsize=128)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return UTC
