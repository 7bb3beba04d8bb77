"""The texts of a component, by their paths: what an author types, also inside of lists, links and pictures."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from app.components.base import Component
from app.components.fields import Array, Field, Image, Link, Object, RichText, Text, TextArea

ADDRESS = "address"
PICTURE_TEXTS = {"alt": "text", "src": ADDRESS}
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, kw_only=True)
class TextField:
    """A text of a component. `kind` is text, textarea, richtext or address; `field` takes what is typed."""

    kind: str
    label: str
    field: Field


def find_text_field(component: type[Component], path: str) -> TextField | None:
    """The text that this path names, or None when it names something else."""
    name, *inner = path.split(".")
    declared: Field | None = component.inputs.get(name)
    labels = [declared.label] if declared else []
    while declared is not None and inner:
        part, *inner = inner
        if isinstance(declared, Link | Image):
            return _part_of(declared, part, labels) if not inner else None
        if isinstance(declared, Array):
            labels[-1:] = [f"{declared.item_label} {int(part) + 1}"] if part.isdigit() else []
            declared = declared.item if part.isdigit() else None
        else:
            declared = declared.fields.get(part) if isinstance(declared, Object) else None
            labels += [declared.label] if declared else []
    if not isinstance(declared, Text | TextArea | RichText):
        return None
    return TextField(kind=declared.kind, label=", ".join(labels), field=declared)


def text_paths(component: type[Component], props: Mapping[str, Any]) -> list[str]:
    """The paths of all texts that these props hold."""
    found = [
        path
        for name, declared in component.inputs.items()
        for path in _paths(declared, props.get(name, declared.default), name)
    ]
    return [path for path in found if find_text_field(component, path)]


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


def _part_of(declared: Link | Image, part: str, labels: list[str]) -> TextField | None:
    kind = {"url": ADDRESS}.get(part) if isinstance(declared, Link) else PICTURE_TEXTS.get(part)
    if kind is None:
        return None
    label = ", ".join([*labels, "description"] if part == "alt" else labels)
    return TextField(kind=kind, label=label, field=Text(label=label, max_length=LONGEST_ADDRESS))


def _paths(declared: Field, value: Any, path: str) -> list[str]:
    if isinstance(declared, Array):
        items = value if isinstance(value, list) else []
        return [
            inner for at, item in enumerate(items) for inner in _paths(declared.item, item, f"{path}.{at}")
        ]
    if isinstance(declared, Object):
        return [
            inner
            for name, one in declared.fields.items()
            for inner in _paths(one, _inner(value, name), f"{path}.{name}")
        ]
    if isinstance(declared, Link):
        return [f"{path}.url"]
    return [f"{path}.{part}" for part in PICTURE_TEXTS] if isinstance(declared, Image) else [path]


def _inner(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, dict) else ""


def _counted(items: list[Any]) -> Counter[str]:
    return Counter(json.dumps(item, sort_keys=True) for item in items)
