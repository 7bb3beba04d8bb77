"""Fields that contain others: an object, a list of objects, and a slot for other components."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.components.fields.base import FIELD_GONE, Field, Importer, Path, StoredLink, StoredText, TextField
from app.errors import Invalid

ITEM_GONE = "That item no longer exists. Please reload the page."
MAX_IMPORTED = 100
"""Number of items that a list may have when it is imported even if an author may add fewer."""
NAMING_FIELDS = ("label", "text", "title", "heading")
"""Names of fields whose text labels the fields beside them, as the text of a link labels its address."""


def display_text(values: Mapping[str, Any]) -> str:
    """The text that labels these values on the page, or '' if there is none."""
    return next((str(values[name]) for name in NAMING_FIELDS if values.get(name)), "")


@dataclass(kw_only=True)
class Nested(Field):
    """A field that contains other fields. Its texts, links and pictures are those of the inner fields."""

    def inner_values(self, value: Any) -> Iterator[tuple[str | int, Field, Any]]:
        """Yield the path segment, field and value of each inner value."""
        raise NotImplementedError  # implemented by subclasses

    def label_prefix(self, above: str, _step: str | int) -> str:
        """The prefix for the labels of texts below this path segment."""
        return above

    def texts(self, value: Any, path: Path, above: str = "") -> Iterator[StoredText]:
        """The texts of each inner value."""
        for step, inner, each in self.inner_values(value):
            yield from inner.texts(each, (*path, step), self.label_prefix(above, step))

    def links(self, value: Any, text: str) -> Iterator[StoredLink]:
        """The links of each inner value."""
        for _step, inner, each in self.inner_values(value):
            yield from inner.links(each, text)

    def pictures(self, value: Any) -> Iterator[str]:
        """The pictures of each inner value."""
        for _step, inner, each in self.inner_values(value):
            yield from inner.pictures(each)


@dataclass(kw_only=True)
class Object(Nested):
    """A group of values."""

    kind: ClassVar[str] = "object"
    fields: Mapping[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, inner in self.fields.items():
            if isinstance(inner, Slot):
                raise TypeError("A slot belongs to the component itself, not to an object or array.")
            if inner.responsive:
                raise TypeError("Only a field of the component itself can have a value for each size.")
            inner.__set_name__(type(self), name)
        if self.default == "":
            self.default = {name: inner.default for name, inner in self.fields.items()}

    @property
    def children(self) -> Mapping[str, Field]:
        """The object's fields by name."""
        return self.fields

    def shown(self, value: Any) -> dict[str, Any]:
        """The values to render, each checked separately: one invalid value does not hide the others."""
        known = value if isinstance(value, dict) else {}
        return {name: inner.shown(known.get(name, inner.default)) for name, inner in self.fields.items()}

    def clean(self, raw: Any) -> dict[str, Any]:
        """The object with each inner value cleaned; undeclared values stay unchanged."""
        if not isinstance(raw, dict):
            raise self.error(f"{self.label} couldn’t be saved. Please try again.")
        cleaned = {name: inner.clean(raw.get(name, inner.default)) for name, inner in self.fields.items()}
        return {**raw, **cleaned}

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The object with one of its values changed."""
        if not path:
            return raw
        inner = self.fields.get(path[0])
        if inner is None:
            raise Invalid(FIELD_GONE)
        value = deepcopy(self.shown(before))
        return {**value, path[0]: inner.with_part(value[path[0]], path[1:], raw)}

    def inner_values(self, value: Any) -> Iterator[tuple[str, Field, Any]]:
        """Yield the name, field and value of each inner value."""
        if isinstance(value, Mapping):
            for name, inner in self.fields.items():
                yield name, inner, value.get(name, inner.default)

    def links(self, value: Any, text: str) -> Iterator[StoredLink]:
        """The links in the object. Their link text is the object's own label or, if it has none, `text`."""
        return super().links(value, (display_text(value) if isinstance(value, Mapping) else "") or text)

    def text_field(self, path: Sequence[str], labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of a text in one of the object's fields."""
        inner = self.fields.get(path[0]) if path else None
        return inner.text_field(path[1:], (*labels, self.label)) if inner else None

    def imported(self, value: Any, importer: Importer) -> Any:
        """The object with each inner value imported; undeclared values stay unchanged."""
        if not isinstance(value, Mapping):
            return value
        known = self.fields
        return {
            name: known[name].imported(each, importer) if name in known else each
            for name, each in value.items()
        }

    def limited(self, value: Any) -> Any:
        """The object with each inner value limited."""
        if not isinstance(value, Mapping):
            return value
        return {
            name: self.fields[name].limited(each) if name in self.fields else each
            for name, each in value.items()
        }


@dataclass(kw_only=True)
class Array(Nested):
    """A list of objects. `summary` is the inner field that labels an item."""

    kind: ClassVar[str] = "array"
    fields: Mapping[str, Field] = field(default_factory=dict)
    min: int = 0
    max: int = 100
    summary: str = ""
    item_label: str = "Item"

    def __post_init__(self) -> None:
        self.item = Object(fields=self.fields, label=self.item_label)
        self.summary = self.summary or next(iter(self.fields), "")
        if self.default == "":
            self.default = []

    @property
    def children(self) -> Mapping[str, Field]:
        """The field of the items, under the key `*`."""
        return {"*": self.item}

    def shown(self, value: Any) -> list[Any]:
        """The items to render; anything but an object is left out."""
        items = value if isinstance(value, list) else self.default
        return [self.item.shown(item) for item in items if isinstance(item, dict)]

    def clean(self, raw: Any) -> list[Any]:
        """The list with each item cleaned. Raises FieldError for too few or too many items."""
        if not isinstance(raw, list):
            raise self.error(f"{self.label} couldn’t be saved. Please try again.")
        if not self.min <= len(raw) <= self.max:
            raise self.error(f"{self.label} can have {self.min} to {self.max} items.")
        return self.check_required([self.item.clean(item) for item in raw])

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The list with a value inside one item changed."""
        if not path:
            return raw
        items = deepcopy(self.shown(before))
        index = int(path[0]) if path[0].isdigit() else -1
        if not 0 <= index < len(items):
            raise Invalid(ITEM_GONE)
        items[index] = self.item.with_part(items[index], path[1:], raw)
        return items

    def rearranged(self, value: Any, action: str, index: int) -> list[Any]:
        """The list with an item added at the end, removed, or moved up or down."""
        items = list(self.shown(value))
        if action == "add":
            return [*items, deepcopy(self.item.default)]
        if not 0 <= index < len(items):
            raise Invalid(ITEM_GONE)
        item = items.pop(index)
        if action == "up":
            items.insert(max(index - 1, 0), item)
        elif action == "down":
            items.insert(index + 1, item)
        elif action != "remove":
            raise Invalid("We couldn’t save that change. Please try again.")
        return items

    def inner_values(self, value: Any) -> Iterator[tuple[int, Field, Any]]:
        """Yield the index, field and value of each item."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield number, self.item, item

    def label_prefix(self, above: str, step: str | int) -> str:
        """The list's label and the item's number."""
        return f"{above}{self.label} {int(step) + 1}, "

    def text_field(self, path: Sequence[str], labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of a text in an item; its label names the item but not the list."""
        if len(path) < 2 or not path[0].isdigit() or path[1] not in self.fields:
            return None
        item = f"{self.item_label} {int(path[0]) + 1}"
        return self.fields[path[1]].text_field(path[2:], (*labels, item))

    def imported(self, value: Any, importer: Importer) -> Any:
        """The list with each item imported; a value that is not a list is returned unchanged."""
        return [self.item.imported(item, importer) for item in value] if isinstance(value, list) else value

    def limited(self, value: Any) -> Any:
        """The list with each item limited. Raises FieldError for too many items."""
        if not isinstance(value, list):
            return value
        limit = max(self.max, MAX_IMPORTED)
        if len(value) > limit:
            raise self.error(f"{self.label} can have at most {limit} items.")
        return [self.item.limited(item) for item in value]


@dataclass(kw_only=True)
class Slot(Field):
    """A container for other components. It is shown on the canvas, never in the inspector.

    The rule is Puck's: with `deny`, all other names are allowed, and `allow` lists exceptions to `deny`. With
    `allow` alone, only those names are allowed.
    """

    kind: ClassVar[str] = "slot"
    has_input: ClassVar[bool] = False
    default: Any = field(default_factory=list)
    allow: Collection[str] = ()
    deny: Collection[str] = ()
    min: int = 0
    max: int | None = None

    def __post_init__(self) -> None:
        self.allow, self.deny = frozenset(self.allow), frozenset(self.deny)

    def imported(self, value: Any, importer: Importer) -> Any:
        """The imported blocks of the slot."""
        return importer.import_blocks(value)
