"""Fields with one plain value: texts, numbers, choices, colours."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from math import isfinite
from typing import Any, ClassVar

from app.components.fields.base import Field, Path, StoredLink, StoredText, TextField, text_of
from app.components.fields.per_size import ResponsiveField
from app.components.text import MAX_TEXT, is_too_deep, link_addresses, plain_paragraphs, tidy_rich_text
from app.components.text_kinds import TextKind

TOKEN_COLOURS = ("ink", "quiet", "paper", "surface", "line", "accent")
"""The template's colour tokens, which a colour field accepts in addition to fixed colours."""

HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")
ANCHOR = re.compile(r'<a (?:[^<>"]|"[^"]*")*>|</a>')
HREF = re.compile(r'href="([^"]*)"')
TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')


@dataclass(kw_only=True)
class TextBase(Field):
    """A field that holds one piece of text."""

    def texts(self, value: Any, path: Path, above: str = "") -> Iterable[StoredText]:
        """The field's text."""
        text = str(self.shown(value))
        return (
            StoredText(path, text, f"{above}{self.label}", self.text_kind, self, self.is_visible_to_readers),
        )

    def text_field(self, path: Sequence[str], labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of the field's text."""
        return None if path else TextField(self.text_kind, ", ".join([*labels, self.label]), self)

    @property
    def is_visible_to_readers(self) -> bool:
        """Whether readers see the text."""
        return True


@dataclass(kw_only=True)
class Text(TextBase):
    """One line of text. With a `pattern`, it is an identifier for links and not visible text."""

    kind: ClassVar[str] = "text"
    text_kind: ClassVar[TextKind] = TextKind.LINE
    max_length: int = 500
    placeholder: str = ""
    pattern: str = ""

    def shown(self, value: Any) -> Any:
        """The text unchanged; the template escapes it."""
        return value if isinstance(value, str) else super().shown(value)

    def clean(self, raw: Any) -> str:
        """The text without line breaks."""
        return self.check_required(self._checked(" ".join(text_of(self, raw).split("\n"))))

    @property
    def is_visible_to_readers(self) -> bool:
        """Whether readers see the text; False for identifiers."""
        return not self.pattern

    def _checked(self, value: str) -> str:
        if len(value) > self.max_length:
            raise self.error(
                f"{self.label} is {len(value):,} characters long; the limit is {self.max_length:,}."
            )
        if self.pattern and value and not re.fullmatch(self.pattern, value):
            raise self.error(self.help or f"{self.label} isn’t in the expected format.")
        return value


@dataclass(kw_only=True)
class TextArea(Text):
    """Several lines of plain text."""

    kind: ClassVar[str] = "textarea"
    text_kind: ClassVar[TextKind] = TextKind.LINES
    max_length: int = 5_000

    def clean(self, raw: Any) -> str:
        """The text with its line breaks."""
        return self.check_required(self._checked(text_of(self, raw)))


@dataclass(kw_only=True)
class RichText(TextBase):
    """Formatted text: HTML with the tags in `text.RICH_TAGS`."""

    kind: ClassVar[str] = "richtext"
    text_kind: ClassVar[TextKind] = TextKind.RICH
    max_length: int = MAX_TEXT

    def shown(self, value: Any) -> Any:
        """The HTML unchanged; the template's `rich` function sanitises it."""
        return value if isinstance(value, str) else self.default

    def clean(self, raw: Any) -> str:
        """The sanitised HTML. Raises FieldError if it is too long or nested too deeply."""
        html = self._checked_length(text_of(self, raw))
        if is_too_deep(html):
            raise self.error(
                f"{self.label} has too many lists or quotes inside one another. Please move some of them further out."
            )
        tidy = self._checked_length(tidy_rich_text(html))
        return self.check_required(link_addresses(tidy) if "://" in tidy else tidy)

    def limited(self, value: Any) -> Any:
        """The HTML; as plain paragraphs if it is nested too deeply. Raises FieldError if it is too long."""
        if not isinstance(value, str):
            return value
        html = self._checked_length(value)
        return plain_paragraphs(html) if is_too_deep(html) else html

    def links(self, value: Any, _words: str) -> Iterable[StoredLink]:
        """The links in the text."""
        if not (isinstance(value, str) and "href=" in value):
            return ()
        return [
            StoredLink(self.label, unescape(href), unescape(TAG.sub("", inner)).strip())
            for href, inner in _anchors(value)
        ]

    def _checked_length(self, html: str) -> str:
        if len(html) > self.max_length:
            raise self.error(f"{self.label} is too long; the limit is {self.max_length:,} characters.")
        return html


def _anchors(html: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the content of each link. This takes one pass, even through links without an end tag."""
    opened: tuple[str, int] | None = None
    for tag in ANCHOR.finditer(html):
        href = HREF.search(tag[0])
        if opened and tag[0] == "</a>":
            yield opened[0], html[opened[1] : tag.start()]
            opened = None
        elif href and not opened:
            opened = href[1], tag.end()


@dataclass(kw_only=True)
class Number(ResponsiveField):
    """A number, stored as an integer if it is whole. `step` is the step size of its input."""

    kind: ClassVar[str] = "number"
    default: Any = 0
    min: float | None = None
    max: float | None = None
    step: float = 1

    def clean_one(self, raw: Any) -> int | float | str:
        """The number, which must be within the bounds; the default if an optional input is empty."""
        if raw in ("", None) and not self.required:
            empty: int | float | str = self.default
            return empty
        try:
            value = float(raw)
        except (TypeError, ValueError, OverflowError):
            raise self.error(f"{self.label} must be a number.") from None
        if not isfinite(value):
            raise self.error(f"{self.label} must be a number.")
        if (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            raise self.error(f"{self.label} must be between {self.min} and {self.max}.")
        return int(value) if value == int(value) else value


@dataclass(kw_only=True)
class Select(ResponsiveField):
    """One of several values, chosen from a drop-down list. `options` are (value, label) pairs."""

    kind: ClassVar[str] = "select"
    options: Sequence[tuple[Any, str]] = ()
    default: Any = None

    def __post_init__(self) -> None:
        if self.default is None and self.options:
            self.default = self.options[0][0]
        self._strings = frozenset(value for value, _label in self.options if isinstance(value, str))

    def shown(self, value: Any) -> Any:
        """One of the options' values, or a value for each screen size."""
        return value if isinstance(value, str) and value in self._strings else super().shown(value)

    def clean_one(self, raw: Any) -> Any:
        """The value of the matching option. Forms send strings, so the string form of a value matches too."""
        if isinstance(raw, str) and raw in self._strings:
            return raw
        for value, _label in self.options:
            if raw == value and isinstance(raw, bool) == isinstance(value, bool):
                return value
        for value, _label in self.options:
            if isinstance(raw, str) and raw == str(value):
                return value
        raise self.error(f"Please choose one of the options for {self.label.lower()}.")


@dataclass(kw_only=True)
class Radio(Select):
    """One of several values, chosen with radio buttons."""

    kind: ClassVar[str] = "radio"


@dataclass(kw_only=True)
class Boolean(ResponsiveField):
    """A switch."""

    kind: ClassVar[str] = "boolean"
    default: Any = False

    def clean_one(self, raw: Any) -> bool:
        """True or False. Forms send 'on' or nothing."""
        if isinstance(raw, bool):
            return raw
        if raw in ("on", "true", "1", 1):
            return True
        if raw in ("", "off", "false", "0", 0, None):
            return False
        raise self.error(f"{self.label} must be on or off.")


@dataclass(kw_only=True)
class Colour(Field):
    """A colour: the name of one of the template's tokens, #rrggbb, or '' for the template's default."""

    kind: ClassVar[str] = "colour"

    def clean(self, raw: Any) -> str:
        """A token name, #rrggbb or ''."""
        value = text_of(self, raw).strip().lower()
        if value in ("", *TOKEN_COLOURS) or HEX_COLOUR.fullmatch(value):
            return value
        raise self.error("Please enter a colour, such as #27458f.")
