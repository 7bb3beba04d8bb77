"""The entries of a history, as days and lines."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from app.services.history import Cursor, Entry, EntryKind
from app.web.display import timeline_days
from app.web.display.clock import day_name

NOW = datetime.now(UTC).replace(hour=12)


@pytest.fixture(autouse=True)
def _request(web_application: Flask):
    with web_application.test_request_context():
        yield


def entry(revision: int, kind: EntryKind = EntryKind.STEP, *, days: int = 0, who: str = "Ada") -> Entry:
    return Entry(
        kind=kind,
        cursor=Cursor(revision, 0, NOW, UUID(int=revision)),
        at=NOW - timedelta(days=days),
        what=f"Step {revision}",
        revision=revision,
        who=who,
    )


def shown(*entries: Entry, after: str = "") -> list[tuple[str, list[str]]]:
    return [(day.name, [line.text for line in day.lines]) for day in timeline_days(entries, after=after)]


def test_recent_days_have_relative_names():
    assert shown(entry(3), entry(2, days=1), entry(1, days=400)) == [
        ("Today", ["Step 3"]),
        ("Yesterday", ["Step 2"]),
        (day_name((NOW - timedelta(days=400)).date()), ["Step 1"]),
    ]
    assert str((NOW - timedelta(days=400)).year) in shown(entry(1, days=400))[0][0]


def test_consecutive_undos_are_one_line_unless_they_are_by_different_people():
    lines = shown(
        entry(4, EntryKind.UNDO),
        entry(3, EntryKind.UNDO),
        entry(2, EntryKind.UNDO, who="Bob"),
        entry(1, EntryKind.REDO),
    )

    assert lines == [("Today", ["Undid 2 steps", "Undid: Step 2", "Redid: Step 1"])]


def test_a_version_named_later_is_listed_with_the_revision_that_it_keeps():
    days = timeline_days([entry(3, days=2), entry(2, EntryKind.NAMED), entry(1, days=3)])

    assert [[line.text for line in day.lines] for day in days] == [["Step 3", "Step 2"], ["Step 1"]]
    assert [line.is_later for line in days[0].lines] == [False, True]


def test_a_day_continues_on_the_next_page_of_the_list():
    today = NOW.date().isoformat()

    days = timeline_days([entry(2), entry(1, days=1)], after=today)

    assert [(day.name, day.is_continued) for day in days] == [("Today", True), ("Yesterday", False)]
    assert timeline_days([entry(1)], after="word")[0].name == "Today"
