"""The log of a build: lines in plain words, each with its time of day."""

from datetime import UTC, datetime


def line(words: str) -> str:
    """One line of a build's log."""
    return f"{datetime.now(UTC):%H:%M:%S}  {words}\n"


def counted(number: int, one: str, many: str) -> str:
    """The number with the right word: 1 page, 3 pages."""
    return f"{number:,} {one if number == 1 else many}"
