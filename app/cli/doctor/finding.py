"""The result of a check."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.config import Config


class Verdict(StrEnum):
    """The state of a part."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report; `advice` says what the operator should do."""

    part: str
    summary: str
    verdict: Verdict = Verdict.GOOD
    advice: str = ""


Check = Callable[[Config], Finding]


def good(part: str, summary: str) -> Finding:
    """The part works."""
    return Finding(part=part, summary=summary)


def note(part: str, summary: str, advice: str) -> Finding:
    """The part works, but the operator should know something."""
    return Finding(part=part, summary=summary, verdict=Verdict.NOTE, advice=advice)


def bad(part: str, summary: str, advice: str) -> Finding:
    """The part does not work."""
    return Finding(part=part, summary=summary, verdict=Verdict.BAD, advice=advice)
