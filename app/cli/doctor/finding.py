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
    SKIPPED = "-"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line in the report; `advice` tells the operator what to do."""

    part: str
    summary: str
    verdict: Verdict = Verdict.GOOD
    advice: str = ""


Run = Callable[[Config], Finding]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check. If one of those that it `needs` fails, its own failure would only repeat the cause."""

    part: str
    run: Run
    advice: str = ""
    """What to do if the check raises an exception."""
    needs: tuple[str, ...] = ()
    is_for_edges: bool = False
    """True if a machine that is only an edge is checked for this too."""

    @staticmethod
    def id_of(part: str) -> str:
        """Return the id of a check as it appears in the JSON report, which stays the same in later releases."""
        return part.replace(" ", "-")


def good(part: str, summary: str) -> Finding:
    """Report that a component works."""
    return Finding(part=part, summary=summary)


def note(part: str, summary: str, advice: str) -> Finding:
    """Report that a component works, with a note and advice for the operator."""
    return Finding(part=part, summary=summary, verdict=Verdict.NOTE, advice=advice)


def bad(part: str, summary: str, advice: str) -> Finding:
    """Report that a component does not work."""
    return Finding(part=part, summary=summary, verdict=Verdict.BAD, advice=advice)


def skipped(part: str, cause: str) -> Finding:
    """Report that a component was not judged, because something that it needs does not work."""
    return Finding(part=part, summary=f"not checked, because of: {cause}", verdict=Verdict.SKIPPED)
