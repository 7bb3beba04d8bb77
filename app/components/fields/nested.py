"""Fields that hold others: an object, a list of them, and the slot for other components."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.components.fields.base import Field

TEXT_KINDS = frozenset({"text", "textarea", "richtext"})
"""Kinds of fields that hold words, which are edited where they stand on the page."""


@dataclass(kw_only=True)
class Object(Field):
    """A few values that belong together."""

    kind: ClassVar[str] = "object"
    fields: Mapping[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, inner in self.fields.items():
            if isinstance(inner, Slot):
                raise TypeError("A slot belongs to the component itself, not to an object or array.")
            if inner.responsive:
                raise TypeError("Only a field of the component itself has values for each size.")
            inner.__set_name__(type(self), name)
        if self.default == "":
            self.default = {name: inner.default for name, inner in self.fields.items()}

    def shown(self, value: Any) -> dict[str, Any]:
        """Each inner value on its own, so that one unusable value leaves the others visible."""
        known = value if isinstance(value, dict) else {}
        return {name: inner.shown(known.get(name, inner.default)) for name, inner in self.fields.items()}

    def clean(self, raw: Any) -> dict[str, Any]:
        """Each inner value cleaned; values that no field declares are kept as they are."""
        if not isinstance(raw, dict):
            raise self.fail(f"{self.label} could not be read. Please try again.")
        cleaned = {name: inner.clean(raw.get(name, inner.default)) for name, inner in self.fields.items()}
        return {**raw, **cleaned}


@dataclass(kw_only=True)
class Array(Field):
    """A list of equal things. `summary` names the inner field that stands for an item."""

    kind: ClassVar[str] = "array"
    fields: Mapping[str, Field] = field(default_factory=dict)
    min: int = 0
    max: int = 100
    summary: str = ""
    item_label: str = "Item"

    def __post_init__(self) -> None:
        self.item = Object(fields=self.fields, label=self.item_label)
        self.summary = self.summary or next(iter(self.fields), "")
        if self.default == "":
            self.default = []

    def shown(self, value: Any) -> list[Any]:
        """Every item that is one."""
        items = value if isinstance(value, list) else self.default
        return [self.item.shown(item) for item in items if isinstance(item, dict)]

    def clean(self, raw: Any) -> list[Any]:
        """The items in order, each cleaned."""
        if not isinstance(raw, list):
            raise self.fail(f"{self.label} could not be read. Please try again.")
        if not self.min <= len(raw) <= self.max:
            raise self.fail(f"{self.label} can hold {self.min} to {self.max}.")
        return self.check_required([self.item.clean(item) for item in raw])


def field_at(fields: Mapping[str, Field], path: str) -> Field | None:
    """The field at a path such as `links.0.label`, where `*` may stand for any item; None when there is none."""
    found, inner = None, fields
    for step in path.split("."):
        if step == "*" or step.isdigit():
            continue
        found = inner.get(step)
        inner = getattr(found, "fields", {})
    return found


def text_kinds(fields: Mapping[str, Field], prefix: str = "") -> dict[str, str]:
    """The kind of each field that holds words, by its path; an item of a list is `*`."""
    found: dict[str, str] = {}
    for name, each in fields.items():
        path = f"{prefix}{name}"
        if each.kind in TEXT_KINDS:
            found[path] = each.kind
        elif isinstance(each, Array):
            found |= text_kinds(each.fields, f"{path}.*.")
        elif isinstance(each, Object):
            found |= text_kinds(each.fields, f"{path}.")
    return found


@dataclass(kw_only=True)
class Slot(Field):
    """Where other components may be dropped. Shown in the canvas, never in the form.

    Puck's rule: with `deny`, everything not in it is allowed and `allow` only rescues names that
    are in it; with `allow` alone, only those names are allowed.
    """

    kind: ClassVar[str] = "slot"
    default: Any = field(default_factory=list)
    allow: Collection[str] = ()
    deny: Collection[str] = ()
    min: int = 0
    max: int | None = None

    def __post_init__(self) -> None:
        self.allow, self.deny = frozenset(self.allow), frozenset(self.deny)
