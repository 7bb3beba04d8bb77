"""Prepares a page history for display: by day, with a line for each step, version and publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from app.services.history import Entry, EntryKind
from app.web.display.clock import day_name, to_local_time

_TAKEN = {EntryKind.UNDO: "Undid", EntryKind.REDO: "Redid"}
_ICONS = {
    EntryKind.UNDO: "undo-2",
    EntryKind.REDO: "redo-2",
    EntryKind.NAMED: "bookmark",
    EntryKind.PUBLISHED: "globe",
    EntryKind.PUBLICATION: "globe",
    EntryKind.PAGE: "file-text",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: a single entry, or the newest in a run of undos or redos, which stands for all of them."""

    entry: Entry
    text: str
    icon: str = ""
    is_later: bool = False
    """True if the entry is from a later day than the one it is listed under."""

    @property
    def who(self) -> str:
        """The display name of the user who took this step."""
        if self.entry.is_support:
            return "Support"
        return self.entry.who or "Someone who has left"

    @property
    def is_version(self) -> bool:
        """True if the line is for a version rather than a step."""
        return self.entry.version_id is not None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The lines of one day."""

    date: date
    name: str
    lines: list[Line]
    is_continued: bool = False
    """True if this day began in the previous chunk."""


def timeline_days(entries: Sequence[Entry], *, after: str = "") -> list[Day]:
    """Group entries by day; `after` is the last day of the previous chunk.

    A version is listed where its state belongs, even if it was named on a later day.
    """
    days: list[Day] = []
    for line in timeline_lines(entries):
        day = to_local_time(line.entry.at).date()
        if days and days[-1].date <= day:
            days[-1].lines.append(replace(line, is_later=days[-1].date < day))
        elif not days and after and after <= day.isoformat():
            first = date.fromisoformat(after)
            later = replace(line, is_later=first < day)
            days.append(Day(date=first, name=day_name(first), lines=[later], is_continued=True))
        else:
            days.append(Day(date=day, name=day_name(day), lines=[line]))
    return days


def timeline_lines(entries: Sequence[Entry]) -> Iterator[Line]:
    """Yield a line for each entry, or for each run of undos or redos by the same user, on the same page and day."""
    for (sort, *_rest), group in groupby(entries, key=_row_of):
        several = list(group)
        if sort in _TAKEN and len(several) > 1:
            yield Line(entry=several[0], text=f"{_TAKEN[sort]} {len(several)} steps", icon=_ICONS[sort])
        else:
            yield from (_line(entry) for entry in several)


def _row_of(entry: Entry) -> tuple[EntryKind, str, object, date]:
    return entry.kind, entry.who, entry.page_id, to_local_time(entry.at).date()


def _line(entry: Entry) -> Line:
    text = entry.what
    if entry.kind in _TAKEN:
        text = f"{_TAKEN[entry.kind]}: {entry.what}"
    elif entry.kind is EntryKind.PUBLISHED:
        text = f"{entry.what} (published)" if entry.what else "Published"
    return Line(entry=entry, text=text, icon=_ICONS.get(entry.kind, ""))
