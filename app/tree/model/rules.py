"""Protocols for the facts about components that the tree needs; the component registry implements them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.components.text_kinds import TextKind
from app.tree.model.errors import SlotFull, SlotRefuses


class SlotRule(Protocol):
    """Which types a slot accepts and how many. An empty `allow` or `deny` counts as unset."""

    @property
    def allow(self) -> Collection[str]:
        """Allowed types, or exceptions from `deny`."""

    @property
    def deny(self) -> Collection[str]:
        """Types that are not allowed."""

    @property
    def min(self) -> int:
        """Recommended minimum number of blocks; not enforced."""

    @property
    def max(self) -> int | None:
        """Maximum number of blocks."""


class Rules(Protocol):
    """The declarations of component types."""

    def slots(self, type_: str, /) -> Mapping[str, SlotRule] | None:
        """Slots of this type by name; None if the type is unknown."""

    def schema_version(self, type_: str, /) -> int:
        """Version of a known type's fields."""

    def label(self, type_: str, /) -> str:
        """Display name of the type; the type itself if unknown."""

    def field_label(self, type_: str, name: str, /) -> str:
        """Display name of a field or slot; type "root" is the page itself."""

    def text_kind(self, type_: str, name: str, /) -> TextKind:
        """Kind of text that a field holds; TextKind.NONE for other fields."""


def accepts(rule: SlotRule, type_: str) -> bool:
    """Puck's rule: with `deny`, everything else plus the exceptions in `allow`; otherwise only `allow`."""
    if rule.deny:
        return type_ not in rule.deny or type_ in rule.allow
    return not rule.allow or type_ in rule.allow


def check_accepts(rule: SlotRule, type_: str, *, owner: str, rules: Rules) -> None:
    """Raise SlotRefuses with a message for the author unless the rule accepts the type."""
    if not accepts(rule, type_):
        label = rules.label(type_)
        raise SlotRefuses(f"{rules.label(owner)} can’t hold {article(label)} {label} here.")


def check_room(rule: SlotRule, count: int, *, owner: str, rules: Rules) -> None:
    """Raise SlotFull with a message for the author if `count` exceeds the rule's maximum."""
    if rule.max is not None and count > rule.max:
        parts = "1 part" if rule.max == 1 else f"{rule.max} parts"
        raise SlotFull(f"{rules.label(owner)} has no room left here: this place holds {parts}.")


def article(label: str) -> str:
    """The indefinite article for a label."""
    return "an" if label[:1].lower() in tuple("aeiou") else "a"
