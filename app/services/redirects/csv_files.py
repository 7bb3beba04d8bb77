"""Many redirects at once: a table in a file, looked at before anything of it is taken over."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete

from app.delivery.redirects import FOLDER, Rule
from app.errors import Conflict, Invalid
from app.models import SiteRedirect
from app.services import audit
from app.services.redirects.changes import MOST_REDIRECTS, lock_site, tell_edges
from app.services.redirects.resolution import AddressBook, list_redirects, read_address_book
from app.services.redirects.validation import clean_from, clean_rule
from app.tenancy import transaction

LONGEST_FILE = 2_000_000
NO_TABLE = "We can’t read this as a table. Please save it as CSV and choose it again."
KINDS = {
    **dict.fromkeys(("", "301", "308", "moved", "permanent"), "moved"),
    **dict.fromkeys(("302", "303", "307", "temporary", "found"), "temporary"),
    **dict.fromkeys(("410", "404", "gone"), "gone"),
}
HEADINGS = {"from", "source", "old", "old url", "redirect from", "path"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the file: what it would do, and what is wrong with it."""

    number: int
    source: str
    target: str
    path: str = ""
    rule: Rule | None = None
    problem: str = ""
    note: str = ""


def export_csv(site_id: UUID) -> str:
    """All redirects as a table with three columns. Raises NotFound."""
    town = read_address_book(site_id)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["from", "to", "kind"])
    for each in list_redirects(site_id):
        page = each.target.removeprefix("page:")
        table.writerow([each.from_path, town.pages.get(page, each.target), each.kind])
    return written.getvalue()


def text_of(file: bytes) -> str:
    """The text of a table, as programs of all ages save it."""
    try:
        return file.decode("utf-8")
    except UnicodeDecodeError:
        return file.decode("cp1252", "replace")


def preview_csv(site_id: UUID, content: str) -> Sequence[Line]:
    """What a file would do, line by line; nothing is changed. Raises NotFound or Invalid."""
    return _judged(list(_lines(content)), read_address_book(site_id))


def import_csv(site_id: UUID, content: str) -> int:
    """Take over every line that has no problem, in place of what is there for the same address; tells how many.

    Raises NotFound, Invalid or Conflict.
    """
    with transaction() as session:
        lock_site(session, site_id)
        town = read_address_book(site_id)
        rules = {line.path: line.rule for line in _judged(list(_lines(content)), town) if line.rule}
        if len({*town.rules.redirects, *rules}) > MOST_REDIRECTS:
            raise Conflict(f"A site can have {MOST_REDIRECTS:,} redirects; with these it would have more.")
        session.execute(
            delete(SiteRedirect).where(SiteRedirect.site_id == site_id, SiteRedirect.from_path.in_(rules))
        )
        session.add_all(
            SiteRedirect(
                site_id=site_id,
                from_path=path,
                kind=rule.kind,
                to_page=UUID(rule.page) if rule.page else None,
                target=rule.target,
            )
            for path, rule in rules.items()
        )
        tell_edges(session, site_id)
        audit.record("redirect.import", site_id, count=len(rules))
    return len(rules)


def _lines(content: str) -> Iterator[tuple[int, list[str]]]:
    if len(content) > LONGEST_FILE:
        raise Invalid("This file is too long. Please bring it in in parts.", field="table")
    text = content.removeprefix("\ufeff")
    if any(char < " " and char not in "\t\r\n" for char in text):
        raise Invalid(NO_TABLE, field="table")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise Invalid(NO_TABLE, field="table") from error
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        is_heading = number == 1 and cells and cells[0].lower() in HEADINGS
        if any(cells) and not is_heading:
            yield number, [*cells, "", "", ""][:3]


def _judged(rows: Sequence[tuple[int, list[str]]], town: AddressBook) -> list[Line]:
    """Each line by itself, then all together: which of them lead in a circle, which lead on."""
    lines = [_read(number, cells, town) for number, cells in rows]
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.rule and seen.setdefault(line.path, line.number) != line.number:
            lines[place] = _bad(line, f"Line {seen[line.path]} speaks of the same address.")
    after = town.with_rules({line.path: line.rule for line in lines if line.rule})
    return [_seen_with_others(line, after, town) if line.rule else line for line in lines]


def _read(number: int, cells: list[str], town: AddressBook) -> Line:
    source, target, kind = cells
    line = Line(number=number, source=source, target=target)
    if kind.lower() not in KINDS:
        return _bad(line, "The third column is 301, 302 or 410.")
    try:
        path = clean_from(source, town)
        rule = clean_rule(KINDS[kind.lower()], target, town)
    except Invalid as error:
        return _bad(line, str(error))
    return replace(line, path=path, rule=rule)


def _seen_with_others(line: Line, after: AddressBook, before: AddressBook) -> Line:
    end = after.resolve(line.path)
    if end.is_circle:
        return _bad(line, f"This leads in a circle: {' → '.join(end.trail[-4:])}.")
    notes = []
    if line.path in before.page_at:
        notes.append("A page has this address, so readers see the page.")
    elif line.path in before.rules.redirects:
        notes.append("This takes the place of the redirect that is there.")
    if end.status == 404 and not line.path.endswith(FOLDER):
        notes.append("It leads to nothing that is here.")
    elif len(end.trail) > 2 or (len(end.trail) == 2 and end.target):
        notes.append(f"Readers go straight to {end.target}.")
    return replace(line, note=" ".join(notes))


def _bad(line: Line, problem: str) -> Line:
    return replace(line, path="", rule=None, problem=problem)
