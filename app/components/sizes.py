"""The sizes of screen that a page is made for. What they are is said here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

PHONE_BELOW = 640
TABLET_BELOW = 1024
"""Widths in CSS pixels: a phone is narrower than the first, a tablet narrower than the second."""


class Size(StrEnum):
    """A size of screen, the largest first. A smaller one inherits what it has no value of its own for."""

    DESKTOP = "desktop"
    TABLET = "tablet"
    PHONE = "phone"


Sizes = frozenset[Size]
ALL_SIZES: Sizes = frozenset(Size)

MEDIA: Mapping[Sizes, str] = {
    frozenset({Size.DESKTOP}): f"(width>={TABLET_BELOW}px)",
    frozenset({Size.TABLET}): f"({PHONE_BELOW}px<=width<{TABLET_BELOW}px)",
    frozenset({Size.PHONE}): f"(width<{PHONE_BELOW}px)",
    frozenset({Size.DESKTOP, Size.TABLET}): f"(width>={PHONE_BELOW}px)",
    frozenset({Size.TABLET, Size.PHONE}): f"(width<{TABLET_BELOW}px)",
    frozenset({Size.DESKTOP, Size.PHONE}): f"(width<{PHONE_BELOW}px),(width>={TABLET_BELOW}px)",
}
"""The media query of each set of sizes that is not all of them."""


def suffix(sizes: Sizes) -> str:
    """What a class that counts only at these sizes ends in: "@p" for phones, "@dt" for all larger."""
    return "@" + "".join(size[0] for size in Size if size in sizes)


def is_sized(value: Any) -> bool:
    """Whether this is a value for each size, not one for all."""
    return isinstance(value, dict) and bool(value) and value.keys() <= ALL_SIZES


def value_at(value: Any, size: Size) -> Any:
    """What counts at a size: its own value, or that of the next larger one that has any."""
    if not is_sized(value):
        return value
    larger = list(Size)[: list(Size).index(size) + 1]
    return next((value[one] for one in reversed(larger) if one in value), None)


def own_sizes(value: Any) -> list[Size]:
    """The smaller sizes that have a value of their own."""
    return [size for size in Size if size in value and size is not Size.DESKTOP] if is_sized(value) else []


def compact(values: Mapping[str, Any]) -> Any:
    """The same values in the one form we keep: without what is inherited anyway, plain where all are equal."""
    kept: dict[str, Any] = {}
    for size in Size:
        if size in values and (not kept or not _equal(value_at(kept, size), values[size])):
            kept[size.value] = values[size]
    return kept[Size.DESKTOP] if len(kept) == 1 and Size.DESKTOP in kept else kept


def hidden_label(sizes: Iterable[Size]) -> str:
    """Where something is not shown, for the author: "Hidden on tablet and phone"."""
    names: Sequence[str] = [size.value for size in Size if size in set(sizes)]
    return f"Hidden on {' and '.join(names)}" if names else ""


def _equal(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
