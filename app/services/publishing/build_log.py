"""The log of a build: lines in plain words, each with its moment, which screens tell by their reader's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

WHO = "{who}"
"""Stands in a line for whoever asked for the build, by the name that they have when somebody reads it."""
SOMEBODY = "Somebody"


@dataclass(frozen=True)
class Line:
    """One line as its readers see it."""

    at: datetime
    words: str


def line(words: str) -> str:
    """One line of a build's log, as it is kept."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}  {words}\n"


def read_lines(log: str, *, who: str, began: datetime) -> Iterator[Line]:
    """The lines of a log; `who` asked for the build, which `began` then."""
    for kept in log.splitlines():
        stamp, _, words = kept.partition("  ")
        yield Line(_moment(stamp, began), words.replace(WHO, who or SOMEBODY))


def pluralise(number: int, one: str, many: str) -> str:
    """The number with the right word: 1 page, 3 pages."""
    return f"{number:,} {one if number == 1 else many}"


def _moment(stamp: str, began: datetime) -> datetime:
    """Lines of older builds have the time of day alone."""
    if "T" in stamp:
        return datetime.fromisoformat(stamp)
    return datetime.combine(began.astimezone(UTC), time.fromisoformat(stamp), UTC)
