"""Fields whose value may differ between screen sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.components.fields.base import FIELD_GONE, Field
from app.components.sizes import Size, compact, is_sized, own_sizes, value_at
from app.errors import Invalid

ON: tuple[Any, ...] = (True, "on", "true", "1")
OFF: tuple[Any, ...] = (False, "off", "false", "0", "")


@dataclass(kw_only=True)
class ResponsiveField(Field):
    """A field with a plain value or, if `responsive`, a value for each size: {"desktop": …, "phone": …}.

    A plain value applies to all sizes. A missing size inherits from the next larger one. The path of an input
    may name one size, such as `align.phone`.
    """

    can_be_responsive: ClassVar[bool] = True

    def clean(self, raw: Any) -> Any:
        """The value or values to store, without redundant sizes."""
        if not (self.responsive and is_sized(raw)):
            return self.clean_one(raw)
        values = {size.value: self.clean_one(raw[size]) for size in Size if size in raw}
        return compact({Size.DESKTOP.value: self.default, **values})

    def clean_one(self, raw: Any) -> Any:
        """The value to store for one size. Raises FieldError."""
        raise NotImplementedError  # implemented by subclasses

    def shown(self, value: Any) -> Any:
        """The value to render; a size with an invalid value inherits instead."""
        if not (self.responsive and is_sized(value)):
            return self._shown_one(value, self.default)
        shown = {Size.DESKTOP.value: self._shown_one(value.get(Size.DESKTOP, self.default), self.default)}
        for size in own_sizes(value):
            shown[size.value] = self._shown_one(value[size], value_at(shown, size))
        return compact(shown)

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The value with one size changed: the largest if the path names none. '' removes a smaller size's value."""
        if not self.responsive:
            return super().with_part(before, path, raw)
        size = _size_of(path) if path else Size.DESKTOP
        known = self.shown(before)
        values = dict(known) if is_sized(known) else {Size.DESKTOP.value: known}
        if raw == "" and size is not Size.DESKTOP:
            values.pop(size.value, None)
        else:
            values[size.value] = self.clean_one(raw)
        return compact(values)

    def _shown_one(self, value: Any, fallback: Any) -> Any:
        try:
            return self.clean_one(value)
        except Invalid:
            return fallback


@dataclass(kw_only=True)
class ShowOn(Field):
    """The screen sizes at which a block is shown, such as {"phone": false}; missing sizes count as true."""

    kind: ClassVar[str] = "show_on"
    default: Any = ""

    def clean(self, raw: Any) -> Any:
        """The value with hidden sizes only, or '' if there are none. Raises FieldError if all sizes are hidden."""
        if raw in ("", None):
            return ""
        if not isinstance(raw, dict) or not all(raw.get(size, True) in (*ON, *OFF) for size in Size):
            raise self.error("Please choose again where to show this.")
        hidden = [size for size in Size if raw.get(size, True) in OFF]
        if len(hidden) == len(Size):
            raise self.error(
                "It has to be shown on at least one screen. To remove it from the page, delete it."
            )
        unknown = {name: value for name, value in raw.items() if name not in set(Size)}
        return {**unknown, **{size.value: False for size in hidden}} or ""

    def hidden(self, value: Any) -> list[Size]:
        """The sizes at which the block is hidden; none if the value is invalid."""
        if not isinstance(value, dict):
            return []
        hidden = [size for size in Size if value.get(size) is False]
        return hidden if len(hidden) < len(Size) else []

    def shown(self, value: Any) -> dict[str, bool]:
        """For each size, whether the block is shown."""
        hidden = self.hidden(value)
        return {size.value: size not in hidden for size in Size}

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The value with one size switched on or off."""
        known = before if isinstance(before, dict) else {}
        return {**known, _size_of(path).value: raw}


def _size_of(path: Sequence[str]) -> Size:
    if len(path) != 1 or path[0] not in set(Size):
        raise Invalid(FIELD_GONE)
    return Size(path[0])
