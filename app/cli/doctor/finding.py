"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.config import Config


class Verdict(StrEnum):
    """How a part is."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the doctor's report; `advice` says what to do about it."""

    part: str
    says: str
    verdict: Verdict = Verdict.GOOD
    advice: str = ""


Check = Callable[[Config], Finding]


def good(part: str, says: str) -> Finding:
    """All is well."""
    return Finding(part=part, says=says)


def note(part: str, says: str, advice: str) -> Finding:
    """It works, and there is something to know."""
    return Finding(part=part, says=says, verdict=Verdict.NOTE, advice=advice)


def bad(part: str, says: str, advice: str) -> Finding:
    """Something does not work."""
    return Finding(part=part, says=says, verdict=Verdict.BAD, advice=advice)
