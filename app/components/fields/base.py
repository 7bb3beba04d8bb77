"""The base of all fields: what the rest of the product asks of a field, with the answers of a plain value."""

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
"""The way to a value inside of a block's props: names of fields, numbers of items."""


class FieldError(Invalid):
    """A value that a field does not take, with a sentence for the author."""


class StoredText(NamedTuple):
    """A text inside of a value. `field` cleans what is to replace it; `is_visible`: readers see it as words.

    It has no field where it stands in a block of an unknown type, whose texts can be read, not changed.
    """

    path: Path
    value: str
    label: str
    kind: TextKind
    field: "Field | None"
    is_visible: bool = True


class StoredLink(NamedTuple):
    """A link inside of a value. `target` is `page:` and an id, a path or an address; `words` are what readers press."""

    label: str
    target: str
    words: str


class TextField(NamedTuple):
    """The declaration of a text that a field holds. `field` cleans what is typed."""

    kind: TextKind
    label: str
    field: "Field"


class Importer(Protocol):
    """Brings a value from another page or site onto this one."""

    def has_page(self, page_id: Any, /) -> bool:
        """Whether a page of this id is on this site; counts it as lost if not."""

    def import_blocks(self, value: Any, /) -> Any:
        """The blocks of a slot, each imported."""


@dataclass(kw_only=True)
class Field:
    """One editable value. `name` is set by the component that declares it."""

    kind: ClassVar[str] = ""
    """Its name, also of its input's template; the Puck field type where Puck has one."""
    text_kind: ClassVar[TextKind] = TextKind.NONE
    """The kind of text that its whole value is: edited where it stands on the page, and echoed there."""
    has_input: ClassVar[bool] = True
    """Whether the inspector shows an input for it."""
    offers_pages: ClassVar[bool] = False
    """Whether its input lets one choose a page of the site."""
    is_picture: ClassVar[bool] = False
    """Whether a picture of the library can be put into it."""
    can_be_responsive: ClassVar[bool] = False
    """Whether a component may declare it `responsive`."""

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

    @property
    def input_template(self) -> str:
        """The template of its input in the inspector."""
        return f"editing/inspector/inputs/{self.kind}.html"

    @property
    def children(self) -> Mapping[str, "Field"]:
        """The fields inside of it by the step that leads to them; `*` stands for the number of any item."""
        return {}

    def clean(self, raw: Any) -> Any:
        """Return the value to keep for this input. Raises FieldError with a sentence for the author."""
        raise NotImplementedError(f"A {self.kind} field takes no input of its own.")  # a slot holds blocks

    def shown(self, value: Any) -> Any:
        """The value to render: what is stored, or the default where that can't be used."""
        try:
            return self.clean(value)
        except Invalid:
            return self.default

    def with_part(self, _before: Any, path: Sequence[str], raw: Any) -> Any:
        """The value, not yet cleaned, with the input for one part of it: `["0", "label"]`. Raises Invalid."""
        if path:
            raise Invalid(FIELD_GONE)
        return raw

    def rearranged(self, _value: Any, _action: str, _index: int) -> Any:
        """The value with an item added, removed or moved. Raises Invalid where it is no list."""
        raise Invalid(LIST_GONE)

    def texts(self, _value: Any, _path: Path, _above: str = "") -> Iterable[StoredText]:
        """The texts of a value that stands at this path; `above` begins their labels."""
        return ()

    def text_field(self, _path: Sequence[str], _labels: Sequence[str] = ()) -> TextField | None:
        """What is declared of the text at a path below this field; None when there is no text."""
        return None

    def links(self, _value: Any, _words: str) -> Iterable[StoredLink]:
        """The links of a value; `words` are what names it on the page."""
        return ()

    def pictures(self, _value: Any) -> Iterable[str]:
        """The addresses of the pictures of a value."""
        return ()

    def imported(self, value: Any, _importer: Importer) -> Any:
        """A value that comes from another page or site, without what only that one has."""
        return value

    def check_required(self, value: Value) -> Value:
        """Refuse an empty value where one is needed."""
        if self.required and value in ("", None, [], {}):
            raise FieldError(f"{self.label} can't be empty.", field=self.name)
        return value

    def error(self, message: str) -> FieldError:
        """The error to raise for this field."""
        return FieldError(message, field=self.name)


def text_of(of: Field, raw: Any) -> str:
    """Text that can be kept, from what a form or a document brought. Raises FieldError."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise of.error(f"{of.label or 'This'} needs text.")
    return check_text(str(raw))


def walk_fields(fields: Mapping[str, Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Each of these fields and all inside of them, with its path; an item of a list is `*`."""
    for name, declared in fields.items():
        yield f"{prefix}{name}", declared
        yield from walk_fields(declared.children, f"{prefix}{name}.")


def field_at(fields: Mapping[str, Field], path: str) -> Field | None:
    """The field at a path such as `links.0.label` or `links.*.label`; None when there is none."""
    found, inner = None, fields
    for step in path.split("."):
        found = inner.get("*" if step.isdigit() else step)
        inner = found.children if found else {}
    return found
