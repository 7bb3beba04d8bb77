"""JSON values in the tree: validation, equality and deep copies."""

import math
import re
from collections.abc import Mapping
from typing import Any

from app.tree.model.errors import UnreadableValue

Json = Any

MAX_TEXT_BYTES = 1_000_000
MAX_JSON_DEPTH = 400

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check_value(value: Json) -> None:
    """Raise UnreadableValue for anything that PostgreSQL or JSON cannot store, at any depth."""
    pending: list[tuple[Json, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > MAX_JSON_DEPTH:
            raise UnreadableValue("This is nested too deeply to be saved.")
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, dict):
            for key, inner in item.items():
                if not isinstance(key, str):
                    raise UnreadableValue("Every name here must be text.")
                check_text(key)
                pending.append((inner, depth + 1))
        elif isinstance(item, list):
            pending.extend((inner, depth + 1) for inner in item)
        else:
            _check_scalar(item)


def check_text(text: str) -> None:
    """Raise UnreadableValue for text that PostgreSQL cannot store or that is too long."""
    if _UNSTORABLE.search(text):
        raise UnreadableValue(
            "This text contains a character that can’t be saved. Please type that part again."
        )
    # UTF-8 takes at most four bytes per character, so short texts need not be encoded.
    if len(text) * 4 > MAX_TEXT_BYTES and len(text.encode()) > MAX_TEXT_BYTES:
        raise UnreadableValue("This text is too long. Please split it up.")


def json_equal(one: Json, other: Json) -> bool:
    """Whether two values are equal as JSON: as in PostgreSQL, 1 equals 1.0 but not true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(json_equal, one, other))
    return bool(one == other)


def copy_value(value: Json) -> Json:
    """A deep copy."""
    if isinstance(value, dict):
        return {key: copy_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [copy_value(inner) for inner in value]
    return value


def _check_scalar(item: Json) -> None:
    if item is None or isinstance(item, bool | int):
        return
    if isinstance(item, float):
        if math.isfinite(item):
            return
        raise UnreadableValue("This number is too large to be saved.")
    raise UnreadableValue("This contains something that isn’t text, a number or a list.")
