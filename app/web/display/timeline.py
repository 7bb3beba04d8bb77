"""A history as its readers see it: days, with a line for each step, version and publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from app.services.history import Entry, EntryKind
from app.web.display.clock import day_name, local

_TAKEN = {EntryKind.UNDO: "Took back", EntryKind.REDO: "Brought back"}
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
    """One line: an entry, or several undos in a row, of which it is the newest."""

    entry: Entry
    text: str
    icon: str = ""
    is_later: bool = False
    """Whether it happened on a later day than the one it is listed under."""

    @property
    def who(self) -> str:
        """Who it was, as one would say it."""
        if self.entry.is_support:
            return "Support"
        return self.entry.who or "Somebody who has left"

    @property
    def is_version(self) -> bool:
        """Whether it marks a state instead of telling a step."""
        return self.entry.version_id is not None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The lines of one day."""

    date: date
    name: str
    lines: list[Line]
    is_continued: bool = False
    """Whether an earlier part of the list has begun it already."""


def days_of(entries: Sequence[Entry], *, after: str = "") -> list[Day]:
    """The entries as days; `after` is the day with which the part of the list before these ended.

    A version stands at the state that it keeps, also when it was named on a later day.
    """
    days: list[Day] = []
    for line in lines_of(entries):
        day = local(line.entry.at).date()
        if days and days[-1].date <= day:
            days[-1].lines.append(replace(line, is_later=days[-1].date < day))
        elif not days and after and after <= day.isoformat():
            first = date.fromisoformat(after)
            later = replace(line, is_later=first < day)
            days.append(Day(date=first, name=day_name(first), lines=[later], is_continued=True))
        else:
            days.append(Day(date=day, name=day_name(day), lines=[line]))
    return days


def lines_of(entries: Sequence[Entry]) -> Iterator[Line]:
    """The entries as lines; several undos in a row are one."""
    for (sort, *_rest), group in groupby(entries, key=_row_of):
        several = list(group)
        if sort in _TAKEN and len(several) > 1:
            yield Line(entry=several[0], text=f"{_TAKEN[sort]} {len(several)} steps", icon=_ICONS[sort])
        else:
            yield from (_line(entry) for entry in several)


def _row_of(entry: Entry) -> tuple[EntryKind, str, object, date]:
    return entry.kind, entry.who, entry.page_id, local(entry.at).date()


def _line(entry: Entry) -> Line:
    text = entry.what
    if entry.kind in _TAKEN:
        text = f"{_TAKEN[entry.kind]}: {entry.what}"
    elif entry.kind is EntryKind.PUBLISHED:
        text = f"{entry.what} (published)" if entry.what else "Published"
    return Line(entry=entry, text=text, icon=_ICONS.get(entry.kind, ""))
