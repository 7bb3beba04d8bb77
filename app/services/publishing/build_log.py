"""The log of a build: plain sentences, each with a UTC time, which is shown in the user's time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

WHO = "{who}"
"""Placeholder for the user who requested the build, replaced with their current name when the log is read."""
SOMEBODY = "Someone"


@dataclass(frozen=True)
class Line:
    """One line of the log as shown to authors."""

    at: datetime
    message: str


def line(message: str) -> str:
    """One line of a build's log, as stored."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}  {message}\n"


def read_lines(log: str, *, who: str, began: datetime) -> Iterator[Line]:
    """Parse a log. `who` is the name of the user who requested the build at `began`."""
    for stored_line in log.splitlines():
        stamp, _, message = stored_line.partition("  ")
        yield Line(_timestamp(stamp, began), message.replace(WHO, who or SOMEBODY))


def pluralise(number: int, one: str, many: str) -> str:
    """The number with the singular or plural noun: 1 page, 3 pages."""
    return f"{number:,} {one if number == 1 else many}"


def _timestamp(stamp: str, began: datetime) -> datetime:
    """Parse a line's timestamp; older builds logged only the time of day."""
    if "T" in stamp:
        return datetime.fromisoformat(stamp)
    return datetime.combine(began.astimezone(UTC), time.fromisoformat(stamp), UTC)
