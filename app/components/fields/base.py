"""What every field has: a label, a default, a place in the inspector, and what it accepts."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from app.components.text import check_text
from app.errors import Invalid

Value = TypeVar("Value")


class FieldError(Invalid):
    """A value that a field does not take, with a sentence for the author."""


@dataclass(kw_only=True)
class Field:
    """One editable value. `name` is set by the component that declares it."""

    kind: ClassVar[str] = ""
    """Which input macro shows it; the Puck field type where Puck has one."""

    label: str = ""
    default: Any = ""
    required: bool = False
    help: str = ""
    tab: str = "content"
    responsive: bool = False
    """Whether it may have a value of its own for each size of screen. Choices, numbers and switches may."""
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or name.replace("_", " ").capitalize()

    def clean(self, raw: Any) -> Any:
        """Return the value to keep for this input. Raises FieldError with a sentence for the author."""
        raise NotImplementedError(f"A {self.kind} field takes no input of its own.")  # a slot holds blocks

    def shown(self, value: Any) -> Any:
        """The value to render: what is stored, or the default where that can't be used."""
        try:
            return self.clean(value)
        except Invalid:
            return self.default

    def check_required(self, value: Value) -> Value:
        """Refuse an empty value where one is needed."""
        if self.required and value in ("", None, [], {}):
            raise FieldError(f"{self.label} can't be empty.", field=self.name)
        return value

    def fail(self, message: str) -> FieldError:
        """The error to raise for this field."""
        return FieldError(message, field=self.name)


def text_of(of: Field, raw: Any) -> str:
    """Text that can be kept, from what a form or a document brought. Raises FieldError."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise of.fail(f"{of.label or 'This'} needs text.")
    return check_text(str(raw))
