"""Values as people read them: times, months, histories, browsers, messages."""

from app.web.display.activity import (
    as_days,
)
from app.web.display.browsers import (
    name_of,
)
from app.web.display.calendar import (
    WEEKDAYS,
    month_of,
)
from app.web.display.clock import (
    clock,
    local,
    on_day,
    zone_name,
)
from app.web.display.flash import (
    Tone,
    say,
)
from app.web.display.timeline import (
    days_of,
    lines_of,
)

__all__ = [
    "WEEKDAYS",
    "Tone",
    "as_days",
    "clock",
    "days_of",
    "lines_of",
    "local",
    "month_of",
    "name_of",
    "on_day",
    "say",
    "zone_name",
]
