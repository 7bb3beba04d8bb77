"""JSON values as the tree keeps them: what is allowed in, when two are equal, how to copy one."""

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
    """Refuse what PostgreSQL or JSON cannot keep, however deep it sits."""
    waiting: list[tuple[Json, int]] = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_JSON_DEPTH:
            raise UnreadableValue("This is nested too deeply for us to keep.")
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, dict):
            for key, inner in item.items():
                if not isinstance(key, str):
                    raise UnreadableValue("Every name in here has to be text.")
                check_text(key)
                waiting.append((inner, depth + 1))
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)
        else:
            _check_scalar(item)


def check_text(text: str) -> None:
    """Refuse text that PostgreSQL cannot store or that no field should hold."""
    if _UNSTORABLE.search(text):
        raise UnreadableValue(
            "This text has a character in it that we cannot keep. Please type that part again."
        )
    # A character takes at most four bytes, so most texts need no encoding to be measured.
    if len(text) * 4 > MAX_TEXT_BYTES and len(text.encode()) > MAX_TEXT_BYTES:
        raise UnreadableValue("This text is too long to keep in one piece. Please split it up.")


def same(one: Json, other: Json) -> bool:
    """Whether two values are equal as JSON: true is not 1, but 1.0 is, as PostgreSQL has it."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def copy_value(value: Json) -> Json:
    """A copy that shares no list or dict with the original."""
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
        raise UnreadableValue("This number is too large for us to keep.")
    raise UnreadableValue("This holds something that is neither text, a number nor a list.")
