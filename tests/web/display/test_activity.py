from datetime import UTC, datetime, timedelta

from app.services.audit import Activity
from app.web.display import activity_by_day

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def entry(action: str, *, minutes: int = 0, is_support: bool = False, **details: object) -> Activity:
    return Activity(
        at=NOON - timedelta(minutes=minutes),
        action=action,
        subject="",
        details=details,
        actor="" if is_support else "Ada",
        is_support=is_support,
    )


def sentences(*entries: Activity) -> list[list[str]]:
    return [[line.text for line in lines] for _day, lines in activity_by_day(entries)]


def test_entries_are_grouped_by_day_and_described_in_sentences():
    told = sentences(
        entry("page.create", title="Books"),
        entry("site.create", minutes=24 * 60, name="Letters", template="regency"),
    )

    assert told == [["Ada added the page “Books”"], ["Ada created the site “Letters”"]]


def test_the_sentence_about_an_automatic_release_names_no_person():
    told = sentences(entry("release.start", name="Launch"), entry("release.create", minutes=5, name="Launch"))

    assert told == [["The release “Launch” began", "Ada planned the release “Launch”"]]


def test_consecutive_page_views_by_support_are_one_sentence():
    looks = [entry("support.look", minutes=minute, is_support=True) for minute in range(3)]

    assert sentences(*looks, entry("support.enter", minutes=4, is_support=True, reason="They asked")) == [
        ["Support viewed 3 pages", "Support viewed your sites: “They asked”"]
    ]


def test_an_unknown_action_is_shown_without_its_technical_name():
    assert sentences(entry("widget.frobnicate")) == [["Ada made a change"]]


def test_a_missing_detail_is_shown_as_an_ellipsis():
    assert sentences(entry("page.create")) == [["Ada added the page “…”"]]


def test_text_of_an_entry_is_not_used_as_a_format_string():
    assert sentences(entry("page.create", title="{who.__class__}")) == [
        ["Ada added the page “{who.__class__}”"]
    ]
