"""Reads the text at a path in a block's props, such as `links.0.label`, and detects how it changed."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from app.components.base import Component


def text_at(component: type[Component], props: Mapping[str, Any], path: str) -> str | None:
    """The text at a path in these props, or '' if it is missing; None if the list item no longer exists."""
    name, *inner = path.split(".")
    value = props.get(name, component.inputs[name].default)
    for part in inner:
        if isinstance(value, Sequence) and not isinstance(value, str):
            if not (part.isdigit() and int(part) < len(value)):
                return None
            value = value[int(part)]
        else:
            value = _inner(value, part)
    return value if isinstance(value, str) else ""


class TextChange(IntEnum):
    """How a text changed. LOST: its list was reordered or resized, so the path may refer to another item."""

    UNCHANGED = 0
    CHANGED = 1
    LOST = 2


def compare_text_at(before: Any, after: Any, inner: Sequence[str]) -> TextChange:
    """Determine how the text at a path inside a field changed between two values of the field."""
    if not inner:
        return TextChange.CHANGED if before != after else TextChange.UNCHANGED
    part, *rest = inner
    if isinstance(before, list) and isinstance(after, list):
        at = int(part) if part.isdigit() else len(after)
        if at >= len(after) or is_reordered(before, after):
            return TextChange.LOST
        return compare_text_at(before[at], after[at], rest)
    return compare_text_at(_inner(before, part), _inner(after, part), rest)


def is_reordered(before: Any, after: Any) -> bool:
    """Whether items of a list were added, removed or moved, so indexes may refer to other items."""
    if not isinstance(before, list) or not isinstance(after, list):
        return isinstance(before, list) != isinstance(after, list)
    if len(before) != len(after):
        return True
    return before != after and _counted(before) == _counted(after)


def _inner(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, dict) else ""


def _counted(items: list[Any]) -> Counter[str]:
    return Counter(json.dumps(item, sort_keys=True) for item in items)
