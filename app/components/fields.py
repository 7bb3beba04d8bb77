"""What an author can fill in: each field knows its default, its input, and what it accepts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.components.text import MAX_TEXT, check_text, clean_rich_text, link_addresses
from app.errors import Invalid

TOKEN_COLOURS = ("ink", "quiet", "paper", "surface", "line", "accent")
"""Colours of the site's template that a colour field may name instead of a fixed value."""

HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")
SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
PAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.label = self.label or name.replace("_", " ").capitalize()

    def clean(self, raw: Any) -> Any:
        """Return the value to keep for this input. Raises FieldError with a sentence for the author."""
        raise NotImplementedError

    def shown(self, value: Any) -> Any:
        """The value to render: what is stored, or the default where that can't be used."""
        try:
            return self.clean(value)
        except FieldError:
            return self.default

    def check_required(self, value: Any) -> Any:
        """Refuse an empty value where one is needed."""
        if self.required and value in ("", None, [], {}):
            raise FieldError(f"{self.label} can't be empty.", field=self.name)
        return value

    def fail(self, message: str) -> FieldError:
        """The error to raise for this field."""
        return FieldError(message, field=self.name)


@dataclass(kw_only=True)
class Text(Field):
    """One line of text."""

    kind: ClassVar[str] = "text"
    max_length: int = 500
    placeholder: str = ""
    pattern: str = ""

    def shown(self, value: Any) -> Any:
        """Text as it is; the template escapes it."""
        return value if isinstance(value, str) else super().shown(value)

    def clean(self, raw: Any) -> str:
        """Text without line breaks."""
        return self.check_required(self._checked(" ".join(_text(self, raw).split("\n"))))

    def _checked(self, value: str) -> str:
        if len(value) > self.max_length:
            raise self.fail(
                f"{self.label} is {len(value):,} characters long; there is room for {self.max_length:,}."
            )
        if self.pattern and value and not re.fullmatch(self.pattern, value):
            raise self.fail(self.help or f"{self.label} does not have the form we expect.")
        return value


@dataclass(kw_only=True)
class TextArea(Text):
    """Several lines of plain text."""

    kind: ClassVar[str] = "textarea"
    max_length: int = 5_000

    def clean(self, raw: Any) -> str:
        """Text with its line breaks."""
        return self.check_required(self._checked(_text(self, raw)))


@dataclass(kw_only=True)
class RichText(Field):
    """Formatted text: an HTML string of the tags that `text.RICH_TAGS` lists."""

    kind: ClassVar[str] = "richtext"
    max_length: int = MAX_TEXT

    def shown(self, value: Any) -> Any:
        """HTML as it is; the template's `rich` sanitises it."""
        return value if isinstance(value, str) else self.default

    def clean(self, raw: Any) -> str:
        """Sanitised HTML."""
        html = _text(self, raw)
        if len(html) > self.max_length:
            raise self.fail(f"{self.label} is too long; there is room for {self.max_length:,} characters.")
        linked = link_addresses(html) if "://" in html else clean_rich_text(html)
        return self.check_required(linked)


@dataclass(kw_only=True)
class Number(Field):
    """A number, whole unless `step` has a fraction."""

    kind: ClassVar[str] = "number"
    default: Any = 0
    min: float | None = None
    max: float | None = None
    step: float = 1

    def clean(self, raw: Any) -> int | float | str:
        """A number within the bounds; '' when nothing was given and nothing is required."""
        if raw in ("", None) and not self.required:
            return self.default
        try:
            value = float(raw)
        except (TypeError, ValueError):
            raise self.fail(f"{self.label} needs a number.") from None
        if value != value or value in (float("inf"), float("-inf")):
            raise self.fail(f"{self.label} needs a number.")
        if (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            raise self.fail(f"{self.label} goes from {self.min} to {self.max}.")
        return int(value) if value == int(value) else value


@dataclass(kw_only=True)
class Select(Field):
    """One of a few values, from a list. `options` are (value, label) pairs."""

    kind: ClassVar[str] = "select"
    options: Sequence[tuple[Any, str]] = ()
    default: Any = None

    def __post_init__(self) -> None:
        if self.default is None and self.options:
            self.default = self.options[0][0]

    def clean(self, raw: Any) -> Any:
        """One of the options' values, whatever its type; a form sends its text."""
        for value, _label in self.options:
            if raw == value and isinstance(raw, bool) == isinstance(value, bool):
                return value
        for value, _label in self.options:
            if isinstance(raw, str) and raw == str(value):
                return value
        raise self.fail(f"Please choose one of the options for {self.label.lower()}.")


@dataclass(kw_only=True)
class Radio(Select):
    """One of very few values, all of them visible."""

    kind: ClassVar[str] = "radio"


@dataclass(kw_only=True)
class Boolean(Field):
    """Yes or no."""

    kind: ClassVar[str] = "boolean"
    default: Any = False

    def clean(self, raw: Any) -> bool:
        """True or False; a form sends 'on' or nothing."""
        if isinstance(raw, bool):
            return raw
        if raw in ("on", "true", "1", 1):
            return True
        if raw in ("", "off", "false", "0", 0, None):
            return False
        raise self.fail(f"{self.label} is either on or off.")


@dataclass(kw_only=True)
class Colour(Field):
    """A colour of the template by its name, a fixed one as #rrggbb, or '' for the template's choice."""

    kind: ClassVar[str] = "colour"

    def clean(self, raw: Any) -> str:
        """A token name, #rrggbb or ''."""
        value = _text(self, raw).strip().lower()
        if value in ("", *TOKEN_COLOURS) or HEX_COLOUR.fullmatch(value):
            return value
        raise self.fail("A colour looks like #27458f.")


@dataclass(kw_only=True)
class Link(Field):
    """Where something leads: {'page': id}, {'url': address}, or '' for nowhere."""

    kind: ClassVar[str] = "link"

    def clean(self, raw: Any) -> Any:
        """A link; plain text is read as an address, or as a page's id after 'page:'."""
        if raw in ("", None, {}):
            return self.check_required("")
        if isinstance(raw, Mapping):
            raw = f"page:{raw['page']}" if raw.get("page") else raw.get("url", "")
        text = _text(self, raw).strip()
        if text.startswith("page:"):
            if not PAGE_ID.fullmatch(text[5:]):
                raise self.fail("That page could not be found. Please choose it again.")
            return {"page": text[5:]}
        return self.check_required({"url": self._address(text)} if text else "")

    def _address(self, text: str) -> str:
        if "." in text and " " not in text and ":" not in text and not text.startswith(("/", "#")):
            text = f"mailto:{text}" if "@" in text else f"https://{text}"
        if len(text) > 2_000 or not SAFE_ADDRESS.match(text) or any(c in text for c in " \n\t\"<>\\"):
            raise self.fail("A link starts with https://, or is a page of this site.")
        return text


@dataclass(kw_only=True)
class Image(Field):
    """A picture: {'src', 'alt', 'decorative'}, or '' for none."""

    kind: ClassVar[str] = "image"

    def clean(self, raw: Any) -> Any:
        """A picture by its address, with a description unless it is only decoration."""
        if raw in ("", None, {}):
            return self.check_required("")
        if isinstance(raw, str):
            raw = {"src": raw}
        if not isinstance(raw, Mapping):
            raise self.fail("Please choose the picture again.")
        src = _text(self, raw.get("src", "")).strip()
        if src and (len(src) > 2_000 or not re.match(r"(https?://|/(?!/))", src) or re.search(r'[\s"<>\\]', src)):
            raise self.fail("A picture's address starts with https://.")
        alt = " ".join(_text(self, raw.get("alt", "")).split("\n"))[:500]
        value = {"src": src, "alt": alt, "decorative": Boolean().clean(raw.get("decorative", False))}
        return self.check_required(value if src or alt else "")


@dataclass(kw_only=True)
class Object(Field):
    """A few values that belong together."""

    kind: ClassVar[str] = "object"
    fields: Mapping[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, inner in self.fields.items():
            if isinstance(inner, Slot):
                raise TypeError("A slot belongs to the component itself, not to an object or array.")
            inner.__set_name__(type(self), name)
        if self.default == "":
            self.default = {name: inner.default for name, inner in self.fields.items()}

    def clean(self, raw: Any) -> dict[str, Any]:
        """Each inner value cleaned; values that no field declares are kept as they are."""
        if not isinstance(raw, Mapping):
            raise self.fail(f"{self.label} could not be read. Please try again.")
        cleaned = {name: inner.clean(raw.get(name, inner.default)) for name, inner in self.fields.items()}
        return {**raw, **cleaned}


@dataclass(kw_only=True)
class Array(Field):
    """A list of equal things. `summary` names the inner field that stands for an item."""

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

    def clean(self, raw: Any) -> list[Any]:
        """The items in order, each cleaned."""
        if not isinstance(raw, list):
            raise self.fail(f"{self.label} could not be read. Please try again.")
        if not self.min <= len(raw) <= self.max:
            raise self.fail(f"{self.label} can hold {self.min} to {self.max}.")
        return self.check_required([self.item.clean(item) for item in raw])


@dataclass(kw_only=True)
class Slot(Field):
    """Where other components may be dropped. Shown in the canvas, never in the form.

    Puck's rule: with `deny`, everything not in it is allowed and `allow` only rescues names that
    are in it; with `allow` alone, only those names are allowed.
    """

    kind: ClassVar[str] = "slot"
    default: Any = field(default_factory=list)
    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    min: int = 0
    max: int | None = None

    def __post_init__(self) -> None:
        self.allow, self.deny = frozenset(self.allow), frozenset(self.deny)


def _text(of: Field, raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise of.fail(f"{of.label or 'This'} needs text.")
    return check_text(str(raw))
