"""The screen sizes that pages support, defined only here."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

PHONE_BELOW = 640
TABLET_BELOW = 1024
"""Breakpoints in CSS pixels: phones are narrower than the first, tablets narrower than the second."""


class Size(StrEnum):
    """The screen sizes, largest first. Smaller sizes inherit values from larger ones."""

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
"""The media query of each proper subset of the sizes."""


def suffix(sizes: Sizes) -> str:
    """The suffix of classes that apply only at these sizes: "@p" for phones, "@dt" for desktops and tablets."""
    return "@" + "".join(size[0] for size in Size if size in sizes)


def is_sized(value: Any) -> bool:
    """Whether this maps sizes to values, as opposed to one value for all sizes."""
    return isinstance(value, dict) and bool(value) and value.keys() <= ALL_SIZES


def value_at(value: Any, size: Size) -> Any:
    """The value at a size: its own, or that of the next larger size with a value."""
    if not is_sized(value):
        return value
    larger = list(Size)[: list(Size).index(size) + 1]
    return next((value[one] for one in reversed(larger) if one in value), None)


def own_sizes(value: Any) -> list[Size]:
    """The sizes below desktop that have a value of their own."""
    return [size for size in Size if size in value and size is not Size.DESKTOP] if is_sized(value) else []


def compact(values: Mapping[str, Any]) -> Any:
    """The values in canonical form: without redundant sizes, and a plain value if all are equal."""
    distinct: dict[str, Any] = {}
    for size in Size:
        if size in values and (not distinct or not _equal(value_at(distinct, size), values[size])):
            distinct[size.value] = values[size]
    return distinct[Size.DESKTOP] if len(distinct) == 1 and Size.DESKTOP in distinct else distinct


def hidden_label(sizes: Iterable[Size]) -> str:
    """A label for the author such as "Hidden on tablet and phone"; '' for no sizes."""
    names: Sequence[str] = [size.value for size in Size if size in set(sizes)]
    return f"Hidden on {' and '.join(names)}" if names else ""


def _equal(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
