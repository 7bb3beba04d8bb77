"""Protocols for what the tree needs to know about components. The component registry implements them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.components.text_kinds import TextKind
from app.tree.model.errors import SlotFull, SlotRefuses


class SlotRule(Protocol):
    """Which types a slot accepts, and how many blocks. An empty `allow` or `deny` counts as unset."""

    @property
    def allow(self) -> Collection[str]:
        """The allowed types or, with `deny`, the exceptions to it."""

    @property
    def deny(self) -> Collection[str]:
        """The types that are not allowed."""

    @property
    def min(self) -> int:
        """The recommended minimum number of blocks; not enforced."""

    @property
    def max(self) -> int | None:
        """The maximum number of blocks; None if there is no limit."""


class Rules(Protocol):
    """The facts that component types declare."""

    def slots(self, type_: str, /) -> Mapping[str, SlotRule] | None:
        """The slots of this type by name; None if the type is unknown."""

    def schema_version(self, type_: str, /) -> int:
        """The schema version of a known type."""

    def label(self, type_: str, /) -> str:
        """The display name of the type, or the type itself if unknown."""

    def field_label(self, type_: str, name: str, /) -> str:
        """The display name of a field or slot; the type "root" stands for the page itself."""

    def text_kind(self, type_: str, name: str, /) -> TextKind:
        """The kind of text in a field; TextKind.NONE if it is not a text field."""


def accepts(rule: SlotRule, type_: str) -> bool:
    """Whether the slot accepts the type. By Puck's rule, `allow` lists exceptions to `deny` if both are set."""
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
        raise SlotFull(f"{rules.label(owner)} has no room left here: this place holds at most {parts}.")


def article(label: str) -> str:
    """The indefinite article for a label."""
    return "an" if label[:1].lower() in tuple("aeiou") else "a"
