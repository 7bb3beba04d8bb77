"""The text at a path of a block's props, such as `links.0.label`, and what became of it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from app.components.base import Component


def text_at(component: type[Component], props: Mapping[str, Any], path: str) -> str | None:
    """The text at a path of these props; None where there is no such item any more."""
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


class Fate(IntEnum):
    """What became of a text. LOST: its list has other items or another order, so that its path means another."""

    KEPT = 0
    CHANGED = 1
    LOST = 2


def fate_of_text(before: Any, after: Any, inner: Sequence[str]) -> Fate:
    """What became of the text at a path inside of a field, between two values of the field."""
    if not inner:
        return Fate.CHANGED if before != after else Fate.KEPT
    part, *rest = inner
    if isinstance(before, list) and isinstance(after, list):
        at = int(part) if part.isdigit() else len(after)
        if at >= len(after) or is_rearranged(before, after):
            return Fate.LOST
        return fate_of_text(before[at], after[at], rest)
    return fate_of_text(_inner(before, part), _inner(after, part), rest)


def is_rearranged(before: Any, after: Any) -> bool:
    """Whether items of a list came, went or changed places, so that their numbers mean others now."""
    if not isinstance(before, list) or not isinstance(after, list):
        return isinstance(before, list) != isinstance(after, list)
    if len(before) != len(after):
        return True
    return before != after and _counted(before) == _counted(after)


def _inner(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, dict) else ""


def _counted(items: list[Any]) -> Counter[str]:
    return Counter(json.dumps(item, sort_keys=True) for item in items)
