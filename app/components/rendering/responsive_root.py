"""The classes of a root element whose values differ between screen sizes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.components.base import Component
from app.components.sizes import ALL_SIZES, Size, Sizes, is_sized, suffix, value_at


def group_by_size(component: type[Component], values: Mapping[str, Any]) -> dict[Sizes, Mapping[str, Any]]:
    """The values grouped by the sizes at which they are the same, starting with the largest size."""
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
        # Replace the key in place, so that the largest size's set stays first.
        found = {sizes | {size} if sizes == same else sizes: props for sizes, props in found.items()}
        found.setdefault(same | {size}, at_size)
    return found


def merge_classes(classes: Mapping[Sizes, Sequence[str]]) -> Iterator[tuple[str, Sizes]]:
    """Yield each class of a root with the sizes at which it applies; classes common to all sizes are yielded once."""
    common = set.intersection(*(set(names) for names in classes.values()))
    for number, (sizes, names) in enumerate(classes.items()):
        for name in names:
            if name not in common:
                yield name, sizes
            elif not number:
                yield name, ALL_SIZES


def class_name(name: str, sizes: Sizes) -> str:
    """The class as written in the page, with a suffix unless it applies at every size."""
    return name if sizes == ALL_SIZES else name + suffix(sizes)
