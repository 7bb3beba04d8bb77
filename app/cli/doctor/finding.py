"""The result of a check."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.config import Config


class Verdict(StrEnum):
    """The state of a component."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line in the report; `advice` tells the operator what to do."""

    part: str
    summary: str
    verdict: Verdict = Verdict.GOOD
    advice: str = ""


Check = Callable[[Config], Finding]


def good(part: str, summary: str) -> Finding:
    """Report that a component works."""
    return Finding(part=part, summary=summary)


def note(part: str, summary: str, advice: str) -> Finding:
    """Report that a component works, with a note and advice for the operator."""
    return Finding(part=part, summary=summary, verdict=Verdict.NOTE, advice=advice)


def bad(part: str, summary: str, advice: str) -> Finding:
    """Report that a component does not work."""
    return Finding(part=part, summary=summary, verdict=Verdict.BAD, advice=advice)
