"""The base class of fields, with default implementations for plain values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from app.components.text import check_text
from app.components.text_kinds import TextKind
from app.errors import Invalid

FIELD_GONE = "That field no longer exists. Please reload the page."
LIST_GONE = "That list no longer exists. Please reload the page."
Value = TypeVar("Value")
Path = tuple[str | int, ...]
"""The path to a value inside a block's props: field names and item indexes."""


class FieldError(Invalid):
    """A value that a field does not accept, with a message for the author."""


class StoredText(NamedTuple):
    """A text inside a value. `field` cleans replacements; `is_visible` says whether readers see it as text.

    `field` is None in blocks of unknown types, whose texts can be read but not changed.
    """

    path: Path
    value: str
    label: str
    kind: TextKind
    field: "Field | None"
    is_visible: bool = True


class StoredLink(NamedTuple):
    """A link inside a value. `target` is `page:<id>`, a path or a URL; `text` is the link text."""

    label: str
    target: str
    text: str


class TextField(NamedTuple):
    """The declaration of a text. `field` cleans its input."""

    kind: TextKind
    label: str
    field: "Field"


class Importer(Protocol):
    """Adapts values imported from another page or site."""

    def has_page(self, page_id: Any, /) -> bool:
        """Return whether this site has the page, and count the link as lost if it does not."""

    def import_blocks(self, value: Any, /) -> Any:
        """Import the blocks of a slot."""


@dataclass(kw_only=True)
class Field:
    """An editable value of a component. `name` is the name under which the component declares it."""

    kind: ClassVar[str] = ""
    """Name of the kind and of its input template: the Puck field type, if there is one."""
    text_kind: ClassVar[TextKind] = TextKind.NONE
    """The kind of text, if the field holds one piece of text; it can then be edited in place on the canvas."""
    has_input: ClassVar[bool] = True
    """Whether the inspector shows an input for the field."""
    offers_pages: ClassVar[bool] = False
    """Whether the input offers the site's pages to choose from."""
    is_picture: ClassVar[bool] = False
    """Whether the field takes a picture from the media library."""
    can_be_responsive: ClassVar[bool] = False
    """Whether a component may declare the field `responsive`."""

    label: str = ""
    default: Any = ""
    required: bool = False
    help: str = ""
    tab: str = "content"
    responsive: bool = False
    """Whether the field may have a value for each screen size. Only choices, numbers and switches may."""
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or name.replace("_", " ").capitalize()

    @property
    def input_template(self) -> str:
        """The template of the field's input in the inspector."""
        return f"editing/inspector/inputs/{self.kind}.html"

    @property
    def children(self) -> Mapping[str, "Field"]:
        """The inner fields by path segment; `*` stands for any item index."""
        return {}

    def clean(self, raw: Any) -> Any:
        """Return the value to store for this input. Raises FieldError with a message for the author."""
        raise NotImplementedError(f"A {self.kind} field takes no input.")  # slots have no `clean`

    def shown(self, value: Any) -> Any:
        """The value to render: the stored value, or the default if that is invalid."""
        try:
            return self.clean(value)
        except Invalid:
            return self.default

    def with_part(self, _before: Any, path: Sequence[str], raw: Any) -> Any:
        """The value with raw input at a path inside it, such as `["0", "label"]`. Raises Invalid."""
        if path:
            raise Invalid(FIELD_GONE)
        return raw

    def rearranged(self, _value: Any, _action: str, _index: int) -> Any:
        """The list with an item added, removed or moved. Raises Invalid if the field is not a list."""
        raise Invalid(LIST_GONE)

    def texts(self, _value: Any, _path: Path, _above: str = "") -> Iterable[StoredText]:
        """The texts inside the value at this path; `_above` is the prefix of their labels."""
        return ()

    def text_field(self, _path: Sequence[str], _labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of the text at a path below this field; None if there is no text."""
        return None

    def links(self, _value: Any, _text: str) -> Iterable[StoredLink]:
        """The links inside a value; `_text` is their link text."""
        return ()

    def pictures(self, _value: Any) -> Iterable[str]:
        """The sources of the pictures inside a value."""
        return ()

    def imported(self, value: Any, _importer: Importer) -> Any:
        """Adapt a value from another page or site by removing references that do not exist here."""
        return value

    def limited(self, value: Any) -> Any:
        """Reduce a value from a file or a paste to a size that an input accepts. Raises FieldError."""
        return value

    def check_required(self, value: Value) -> Value:
        """Return the value. Raises FieldError if it is empty but required."""
        if self.required and value in ("", None, [], {}):
            raise FieldError(f"{self.label} can’t be empty.", field=self.name)
        return value

    def error(self, message: str) -> FieldError:
        """Create an error about this field."""
        return FieldError(message, field=self.name)


def text_of(field: Field, raw: Any) -> str:
    """Convert form input or a stored value to storable text. Raises Invalid."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise field.error(f"{field.label or 'This'} needs text.")
    return check_text(str(raw))


def walk_fields(fields: Mapping[str, Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Yield all fields and their inner fields, each with its path; `*` stands for a list item."""
    for name, declared in fields.items():
        yield f"{prefix}{name}", declared
        yield from walk_fields(declared.children, f"{prefix}{name}.")


def field_at(fields: Mapping[str, Field], path: str) -> Field | None:
    """The field at a path such as `links.0.label` or `links.*.label`; None if there is none."""
    found, inner = None, fields
    for step in path.split("."):
        found = inner.get("*" if step.isdigit() else step)
        inner = found.children if found else {}
    return found
