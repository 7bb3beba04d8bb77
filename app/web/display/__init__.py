"""Formatting for display: times, calendars, histories, browser names and messages."""

from app.web.display.activity import (
    activity_by_day,
)
from app.web.display.browsers import (
    browser_name,
)
from app.web.display.calendar import (
    WEEKDAYS,
    calendar_month,
)
from app.web.display.clock import (
    clock,
    day_and_time,
    to_local_time,
    zone_name,
)
from app.web.display.flash import (
    Tone,
    flash_message,
)
from app.web.display.timeline import (
    timeline_days,
    timeline_lines,
)

__all__ = [
    "WEEKDAYS",
    "Tone",
    "activity_by_day",
    "browser_name",
    "calendar_month",
    "clock",
    "day_and_time",
    "flash_message",
    "timeline_days",
    "timeline_lines",
    "to_local_time",
    "zone_name",
]
