"""Renders the audit log as sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.services.audit import Activity

_SENTENCES = {
    "account.create": "{who} created this account",
    "account.sign_in": "{who} signed in",
    "account.password": "{who} changed their password",
    "account.confirm": "{who} confirmed their email address",
    "site.create": "{who} created the site “{name}”",
    "site.update": "{who} changed the settings for “{name}”",
    "site.name": "{who} chose the address {hostname}",
    "site.publish": "{who} published a site",
    "site.publish_stop": "{who} stopped a publication",
    "site.roll_back": "{who} restored an earlier publication of a site",
    "page.create": "{who} added the page “{title}”",
    "page.update": "{who} changed the page “{title}”",
    "page.home": "{who} made “{title}” the home page",
    "page.delete": "{who} moved “{title}” to the trash",
    "page.restore": "{who} restored “{title}” from the trash",
    "redirect.create": "{who} added a redirect from {title}",
    "redirect.update": "{who} changed the redirect from {title}",
    "redirect.delete": "{who} deleted the redirect from {title}",
    "redirect.import": "{who} imported {count} redirects",
    "release.create": "{who} planned the release “{name}”",
    "release.update": "{who} changed the release “{name}”",
    "release.cancel": "{who} cancelled the release “{name}”",
    "release.retry": "{who} retried the release “{name}”",
    "release.start": "The release “{name}” began",
    "release.end": "The release “{name}” ended",
    "lock.set": "{who} set a password for readers",
    "lock.remove": "{who} removed a password for readers",
    "support.choice": "{who} changed whether support may view the sites",
    "support.enter": "Support viewed your sites: “{reason}”",
    "support.look": "Support viewed {pages}",
    "support.leave": "Support ended the visit",
}
_DEFAULT = "{who} made a change"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence in the log."""

    at: datetime
    text: str
    is_support: bool


def activity_by_day(entries: Sequence[Activity]) -> list[tuple[date, list[Line]]]:
    """Turn entries into sentences grouped by day. Consecutive page views by support become one sentence."""
    lines = list(_lines(entries))
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: line.at.date())]


def _lines(entries: Sequence[Activity]) -> Iterator[Line]:
    for (action, day), group in groupby(entries, key=lambda entry: (_kind(entry), entry.at.date())):
        del day
        several = list(group)
        if action == "support.look":
            yield _line(several[0], pages=_pages(len(several)))
        else:
            yield from (_line(entry) for entry in several)


def _kind(entry: Activity) -> str:
    return entry.action


def _line(entry: Activity, **more: str) -> Line:
    values = _Details({key: str(value) for key, value in entry.details.items()} | more)
    values["who"] = "Support" if entry.is_support else entry.actor or "Someone"
    sentence = _SENTENCES.get(entry.action, _DEFAULT)
    return Line(at=entry.at, text=sentence.format_map(values), is_support=entry.is_support)


def _pages(count: int) -> str:
    return "one page" if count == 1 else f"{count} pages"


class _Details(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return "…"
