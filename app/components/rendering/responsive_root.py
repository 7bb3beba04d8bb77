"""The root of an instance whose values differ between sizes of screen: one element, one list of classes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.components.base import Component
from app.components.sizes import ALL_SIZES, Size, Sizes, is_sized, suffix, value_at


def split(component: type[Component], values: Mapping[str, Any]) -> dict[Sizes, Mapping[str, Any]]:
    """The values at each set of sizes that has the same ones, the largest size's first."""
    sized = [
        name
        for name in component.responsive_fields
        if isinstance(values[name], dict) and is_sized(values[name])
    ]
    if not sized:
        return {ALL_SIZES: values}
    found: dict[Sizes, Mapping[str, Any]] = {}
    for size in Size:
        at_size = {**values, **{name: value_at(values[name], size) for name in sized}}
        same = next((sizes for sizes, props in found.items() if props == at_size), frozenset())
        # Put back at its place, so that the largest size's set stays the first.
        found = {sizes | {size} if sizes == same else sizes: props for sizes, props in found.items()}
        found.setdefault(same | {size}, at_size)
    return found


def merge(classes: Mapping[Sizes, Sequence[str]]) -> Iterator[tuple[str, Sizes]]:
    """Each class of a root with the sizes at which it counts: all of them, where all have it."""
    common = set.intersection(*(set(names) for names in classes.values()))
    for number, (sizes, names) in enumerate(classes.items()):
        for name in names:
            if name not in common:
                yield name, sizes
            elif not number:
                yield name, ALL_SIZES


def class_name(name: str, sizes: Sizes) -> str:
    """The class in the page: marked where it does not count at all sizes."""
    return name if sizes == ALL_SIZES else name + suffix(sizes)
