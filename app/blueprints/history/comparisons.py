"""Compares two states of a page: side by side, and as a list of differences."""

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
from app.tree.sync import Difference, Kind, describe_difference
from app.web.auth import Role, requires
from app.web.display import timeline_lines
from app.web.editor import read_revision, summary

SIGNS = {Kind.ADDED: "plus", Kind.REMOVED: "minus", Kind.CHANGED: "pencil", Kind.MOVED: "arrow-down-up"}


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """A difference as text, with the beginning of the block's text."""

    difference: Difference
    text: str
    excerpt: str
    sign: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option in the drop-downs for choosing the states to compare."""

    revision: int
    text: str
    at: datetime


@bp.get("/pages/<uuid:page_id>/comparisons")
@requires(Role.VIEWER)
def show_comparison(page_id: UUID) -> ResponseReturnValue:
    """Compare the revision `from` (by default the last version) with the revision `to` (by default the newest)."""
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
        text=describe_difference(difference, current_registry()),
        excerpt=summary(tree, difference.id),
        sign=SIGNS[difference.kind],
    )


def state_name(state: State) -> str:
    """Return a state's display name: the name of its version, else its last step."""
    if state.name:
        return f"“{state.name}”"
    if state.step:
        return f"After “{state.step}”"
    return "While typing" if state.revision else "The first version"


def _choices(entries: Sequence[Entry], compared: Comparison) -> list[Choice]:
    """Build the options, newest first, from the first chunk of the history and the compared states."""
    found = {
        state.revision: Choice(revision=state.revision, text=state_name(state), at=state.at)
        for state in (compared.before, compared.after)
    }
    for line in timeline_lines(entries):
        entry = line.entry
        found.setdefault(entry.revision, Choice(revision=entry.revision, text=line.text, at=entry.at))
    return sorted(found.values(), key=lambda choice: choice.revision, reverse=True)
