"""Reads search queries, chosen places and changes to settings from requests."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request

from app.components.text import check_text
from app.errors import Invalid
from app.services.find_and_replace import MAX_HITS, SETTINGS, SettingChange
from app.tree.text import MAX_QUERY, HitLocation, Query

MAX_REPLACEMENT = 1_000
UNREADABLE = "Something went wrong with that search. Please try again."


def read_query() -> Query:
    """Read the search query. Raises Invalid."""
    text = _text("q", MAX_QUERY)
    return Query(text, match_case=_is_on("match_case"), whole_words=_is_on("whole_words"))


def read_replacement() -> str:
    """Read the replacement text. Raises Invalid."""
    return _text("words", MAX_REPLACEMENT)


def read_places() -> Mapping[UUID, Sequence[HitLocation]]:
    """Read the chosen places, by page. Raises Invalid."""
    sent = request.form.getlist("place")
    if len(sent) > MAX_HITS:
        raise Invalid(f"You can replace at most {MAX_HITS} matches at once. Please choose fewer.")
    places: dict[UUID, list[HitLocation]] = defaultdict(list)
    for one in sent:
        page_id, block_id, name, start, digest = _row(one, (str, str, str, int, str))
        places[_uuid(page_id)].append(HitLocation(block_id, name, start, digest))
    return places


def read_setting_changes() -> Sequence[SettingChange]:
    """Read the new titles and descriptions, in the format of `setting_value`. Raises Invalid."""
    changes = []
    for one in request.form.getlist("setting")[: 2 * MAX_HITS]:
        page_id, name, before, after = _row(one, (str, str, str, str))
        if name not in SETTINGS:
            raise Invalid(UNREADABLE)
        changes.append(
            SettingChange(page_id=_uuid(page_id), name=name, before=check_text(before), after=after)
        )
    return changes


def place_value(page_id: UUID, place: HitLocation) -> str:
    """Serialise a place as a form value."""
    return json.dumps([str(page_id), place.block_id, place.name, place.start, place.digest])


def setting_value(change: SettingChange) -> str:
    """Serialise a change to a title or description as a form value."""
    return json.dumps([str(change.page_id), change.name, change.before, change.after])


def _row(sent: str, kinds: Sequence[type]) -> list[Any]:
    try:
        row = json.loads(sent)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, list) or list(map(type, row)) != list(kinds):
        raise Invalid(UNREADABLE)
    return row


def _text(name: str, longest: int) -> str:
    text = check_text(request.values.get(name, "")).replace("\n", " ")
    if len(text) > longest:
        raise Invalid(f"This is {len(text):,} characters long; please use at most {longest:,}.")
    return text


def _is_on(name: str) -> bool:
    return request.values.get(name, "") == "on"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(UNREADABLE) from None
