"""What the tree needs to know about components, as protocols: the registry answers, tests may too."""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.components.text_kinds import TextKind
from app.tree.model.errors import SlotFull, SlotRefuses


class SlotRule(Protocol):
    """Which types a slot takes and how many. An empty `allow` or `deny` counts as not set."""

    @property
    def allow(self) -> Collection[str]:
        """Types that are allowed, or rescued from `deny`."""

    @property
    def deny(self) -> Collection[str]:
        """Types that are not."""

    @property
    def min(self) -> int:
        """How many it should hold at least; only advised."""

    @property
    def max(self) -> int | None:
        """How many it may hold at most."""


class Rules(Protocol):
    """What is declared about component types."""

    def slots(self, type_: str, /) -> Mapping[str, SlotRule] | None:
        """Slots of this type by name; None when the type is unknown."""

    def schema_version(self, type_: str, /) -> int:
        """Version of a known type's fields."""

    def label(self, type_: str, /) -> str:
        """Name of the type as the author knows it; the type itself when unknown."""

    def field_label(self, type_: str, name: str, /) -> str:
        """Name of a field or slot as the author knows it; type "root" is the page's own."""

    def text_kind(self, type_: str, name: str, /) -> TextKind:
        """What kind of text a field holds; TextKind.NONE when it holds something else."""


def accepts(rule: SlotRule, type_: str) -> bool:
    """Puck's rule: with `deny`, all but it, and `allow` rescues from it; else `allow` is the list."""
    if rule.deny:
        return type_ not in rule.deny or type_ in rule.allow
    return not rule.allow or type_ in rule.allow


def check_accepts(rule: SlotRule, type_: str, *, owner: str, rules: Rules) -> None:
    """Raise SlotRefuses in the author's words unless the rule accepts the type."""
    if not accepts(rule, type_):
        label = rules.label(type_)
        raise SlotRefuses(f"{rules.label(owner)} can't hold {article(label)} {label} here.")


def check_room(rule: SlotRule, count: int, *, owner: str, rules: Rules) -> None:
    """Raise SlotFull in the author's words when `count` blocks are more than the rule's maximum."""
    if rule.max is not None and count > rule.max:
        parts = "1 part" if rule.max == 1 else f"{rule.max} parts"
        raise SlotFull(f"{rules.label(owner)} has no room left here: this place holds {parts}.")


def article(label: str) -> str:
    """The indefinite article that goes before a label."""
    return "an" if label[:1].lower() in tuple("aeiou") else "a"
