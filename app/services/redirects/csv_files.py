"""Import and export redirects as CSV; an import can be previewed."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete

from app.delivery.redirects import FOLDER, Resolution, Rule
from app.errors import Conflict, Invalid
from app.models import SiteRedirect
from app.services import audit
from app.services.redirects.changes import MAX_REDIRECTS, lock_site, notify_edges
from app.services.redirects.resolution import AddressBook, list_redirects, read_address_book
from app.services.redirects.validation import clean_from, clean_rule, describe_loop
from app.tenancy import transaction

MAX_FILE_LENGTH = 2_000_000
MAX_LINES = MAX_REDIRECTS
MAX_ROUNDS = 4
"""How many times lines are rejected for loops: once a line is rejected, another one may redirect in a loop."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NOT_A_TABLE = "We can’t read this file as a table. Please save it as CSV and choose it again."
KIND_NAMES = {
    **dict.fromkeys(("", "301", "308", "moved", "permanent"), "moved"),
    **dict.fromkeys(("302", "303", "307", "temporary", "found"), "temporary"),
    **dict.fromkeys(("410", "404", "gone"), "gone"),
}
HEADINGS = {"from", "source", "old", "old url", "redirect from", "path"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the file with its rule or its problem."""

    number: int
    source: str
    target: str
    path: str = ""
    rule: Rule | None = None
    problem: str = ""
    note: str = ""


def export_csv(site_id: UUID) -> str:
    """All redirects as CSV with the columns from, to, kind. Raises NotFound."""
    book = read_address_book(site_id)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["from", "to", "kind"])
    for each in list_redirects(site_id):
        page = each.target.removeprefix("page:")
        table.writerow([each.from_path, book.pages.get(page, each.target), each.kind])
    return written.getvalue()


def text_of(file: bytes) -> str:
    """Decode a CSV file as UTF-8, or else as Windows-1252."""
    try:
        return file.decode("utf-8")
    except UnicodeDecodeError:
        return file.decode("cp1252", "replace")


def preview_csv(site_id: UUID, content: str) -> Sequence[Line]:
    """Validate a file line by line without changing anything. Raises NotFound or Invalid."""
    return _validated(list(_lines(content)), read_address_book(site_id))


def import_csv(site_id: UUID, content: str) -> int:
    """Import every valid line, replacing redirects from the same paths; return the number of lines imported.

    Raises NotFound, Invalid or Conflict.
    """
    with transaction() as session:
        lock_site(session, site_id)
        book = read_address_book(site_id)
        rules = {line.path: line.rule for line in _validated(list(_lines(content)), book) if line.rule}
        if len({*book.rules.redirects, *rules}) > MAX_REDIRECTS:
            raise Conflict(
                f"A site can have at most {MAX_REDIRECTS:,} redirects; with these it would have more."
            )
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
        notify_edges(session, site_id)
        audit.record("redirect.import", site_id, count=len(rules))
    return len(rules)


def _lines(content: str) -> Iterator[tuple[int, list[str]]]:
    if len(content) > MAX_FILE_LENGTH:
        raise Invalid("This file is too long. Please import it in parts.", field="table")
    text = content.removeprefix("\ufeff")
    count = text.count("\n") + text.count("\r") - text.count("\r\n")
    if count > MAX_LINES + 1:  # and one line of headings
        raise Invalid(
            f"This file has {count:,} lines, but we can import at most {MAX_LINES:,} at once. "
            "Please import it in parts.",
            field="table",
        )
    if CONTROL.search(text):
        raise Invalid(NOT_A_TABLE, field="table")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Invalid(NOT_A_TABLE, field="table") from error
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row[:3]]
        is_heading = number == 1 and cells and cells[0].lower() in HEADINGS
        if any(cells) and not is_heading:
            yield number, [*cells, "", "", ""][:3]


def _validated(rows: Sequence[tuple[int, list[str]]], book: AddressBook) -> list[Line]:
    """Validate each line on its own, then all together for loops and chains."""
    lines = [_read(number, cells, book) for number, cells in rows]
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.rule and seen.setdefault(line.path, line.number) != line.number:
            lines[place] = _rejected(line, f"Line {seen[line.path]} has the same address.")
    after = _without_loops(lines, book)
    return [_with_notes(line, after, book) if line.rule else line for line in lines]


def _without_loops(lines: list[Line], book: AddressBook) -> AddressBook:
    """Reject the lines that would redirect in a loop, and return the address book with all others."""
    known: dict[str, Resolution] | None = None
    for _round in range(MAX_ROUNDS):
        after = book.with_rules({line.path: line.rule for line in lines if line.rule})
        loops = dict(after.loops())
        known = known if known is not None or not loops else dict(book.loops())
        new = {line.path for line in lines if line.rule}
        problems: dict[str | None, str] = {}
        for source, end in loops.items():
            if source in new or source not in (known or ()):
                at_fault = (
                    {source}
                    if source in new and not end.repeats
                    else {*map(after.rules.source_for, end.trail)}
                )
                problems |= dict.fromkeys(at_fault & new, describe_loop(end))
        if not problems:
            return after
        for place, line in enumerate(lines):
            if line.rule and line.path in problems:
                lines[place] = _rejected(line, problems[line.path])
    raise Invalid(
        "Too many lines of this file redirect in a loop. Please correct those first.", field="table"
    )


def _read(number: int, cells: list[str], book: AddressBook) -> Line:
    source, target, kind = cells
    line = Line(number=number, source=source, target=target)
    if kind.lower() not in KIND_NAMES:
        return _rejected(line, "The third column must be 301, 302 or 410.")
    try:
        path = clean_from(source, book)
        rule = clean_rule(KIND_NAMES[kind.lower()], target, book)
    except Invalid as error:
        return _rejected(line, str(error))
    return replace(line, path=path, rule=rule)


def _with_notes(line: Line, after: AddressBook, before: AddressBook) -> Line:
    end = after.resolve(line.path)
    notes = []
    if line.path in before.page_at:
        notes.append("A page has this address, so readers see the page.")
    elif line.path in before.rules.redirects:
        notes.append("This replaces the existing redirect.")
    if end.status == 404 and not line.path.endswith(FOLDER):
        notes.append("There’s no page at its target.")
    elif len(end.trail) > 2 or (len(end.trail) == 2 and end.target):
        notes.append(f"Readers go straight to {end.target}.")
    return replace(line, note=" ".join(notes))


def _rejected(line: Line, problem: str) -> Line:
    return replace(line, path="", rule=None, problem=problem)
