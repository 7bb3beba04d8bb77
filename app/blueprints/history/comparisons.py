"""Two states of a page beside each other, and a list of what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.history.blueprint import bp
from app.services import history, sites
from app.services.components import current_registry
from app.services.editing import get_page_row
from app.services.history import Comparison, Entry, State
from app.tree.sync import Difference, Kind, tell
from app.web.auth import Role, requires
from app.web.display import lines_of
from app.web.editor import read_revision, summary

SIGNS = {Kind.ADDED: "plus", Kind.REMOVED: "minus", Kind.CHANGED: "pencil", Kind.MOVED: "arrow-down-up"}


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """A difference in words, with the first words of the block that it is about."""

    difference: Difference
    text: str
    words: str
    sign: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A state of the page to choose."""

    revision: int
    text: str
    at: datetime


@bp.get("/pages/<uuid:page_id>/comparisons")
@requires(Role.VIEWER)
def show_comparison(page_id: UUID) -> ResponseReturnValue:
    """The page at `from`, by default its last version, beside the page at `to`, by default now."""
    page = get_page_row(page_id)
    start, end = read_revision("from"), read_revision("to")
    compared = history.compare(page_id, before=start, after=end)
    states = history.read_page_history(page_id).entries
    return render_template(
        "history/comparison.html",
        page=page,
        site=sites.get_site(page.site_id),
        compared=compared,
        differences=[_difference_view(each, compared) for each in compared.differences],
        choices=_choices(states, compared),
        is_now=end is None or end == page.revision,
        state_name=state_name,
    )


def _difference_view(difference: Difference, compared: Comparison) -> DifferenceView:
    tree = compared.before.tree if difference.kind is Kind.REMOVED else compared.after.tree
    return DifferenceView(
        difference=difference,
        text=tell(difference, current_registry()),
        words=summary(tree, difference.id),
        sign=SIGNS[difference.kind],
    )


def state_name(state: State) -> str:
    """What a state is state_name: its name, or else the step that led to it."""
    if state.name:
        return f"“{state.name}”"
    if state.step:
        return f"After “{state.step}”"
    return "In the middle of typing" if state.revision else "As it was at first"


def _choices(entries: Sequence[Entry], compared: Comparison) -> list[Choice]:
    """States to choose from, newest first: what the history begins with, the first of all, and what is compared."""
    found = {
        state.revision: Choice(revision=state.revision, text=state_name(state), at=state.at)
        for state in (compared.before, compared.after)
    }
    for line in lines_of(entries):
        entry = line.entry
        found.setdefault(entry.revision, Choice(revision=entry.revision, text=line.text, at=entry.at))
    return sorted(found.values(), key=lambda choice: choice.revision, reverse=True)
