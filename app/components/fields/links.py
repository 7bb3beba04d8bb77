"""Fields that refer to something else: a link, a picture or a shared section."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.components.fields.base import Field, Importer, Path, StoredLink, StoredText, TextField, text_of
from app.components.fields.plain import Boolean, Text
from app.components.text import PAGE_ID, PLAIN_ADDRESS
from app.components.text_kinds import TextKind
from app.errors import Invalid

SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)", re.IGNORECASE)
UNSAFE_IN_ADDRESS = re.compile(r'[ \n\t"<>\\]')
DECORATIVE = Boolean()
PLAIN_LINK = re.compile(PLAIN_ADDRESS, re.ASCII)
PICTURE_ADDRESS = re.compile(r'https?://[^\s"<>\\]+|/(?!/)[^\s"<>\\]*|asset:[\w./-]+', re.ASCII)
PLAIN_PICTURE = re.compile(r"(?:https?://|/(?!/)|asset:)[\w./-]+", re.ASCII)
PLAIN_WORDS = re.compile(r"[^\0\r\n\ud800-\udfff]*")
MAX_ADDRESS, MAX_TEXT_LENGTH = 2_000, 500
IMAGE = frozenset({"src", "alt", "decorative"})


@dataclass(kw_only=True)
class Description(Text):
    """The alternative text of a picture."""

    max_length: int = MAX_TEXT_LENGTH

    def clean(self, raw: Any) -> str:
        """The description as one line. Raises Invalid if it is too long."""
        line = _on_one_line(self, raw)
        if len(line) < len(raw):
            raise Invalid("The description is too long.")
        return line


DESCRIPTION = Description(label="Description")


@dataclass(kw_only=True)
class Link(Field):
    """A link: {'page': id}, {'url': url}, or '' for none."""

    kind: ClassVar[str] = "link"
    offers_pages: ClassVar[bool] = True

    def shown(self, value: Any) -> Any:
        """The link to render. A plain URL, the usual case, needs no cleaning."""
        return value if _is_plain_link(value) else super().shown(value)

    def clean(self, raw: Any) -> Any:
        """The link to store. A string is read as a URL or as 'page:<id>'."""
        if raw in ("", None, {}):
            return self.check_required("")
        if isinstance(raw, dict):
            raw = f"page:{raw['page']}" if raw.get("page") else raw.get("url", "")
        text = text_of(self, raw).strip()
        if text.startswith("page:"):
            if not PAGE_ID.fullmatch(text[5:]):
                raise self.error("We couldn’t find that page. Please choose another one.")
            return {"page": text[5:]}
        return self.check_required({"url": self._address(text)} if text else "")

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The link as set by one of its two inputs: the page or the URL."""
        if path[:1] == ["page"]:
            return {"page": raw} if raw not in ("", "url") else ("" if not raw else {"url": "https://"})
        return ({"url": raw} if raw else "") if path else super().with_part(before, path, raw)

    def texts(self, value: Any, path: Path, above: str = "") -> Iterator[StoredText]:
        """The URL, if the link has one."""
        if isinstance(value, Mapping) and isinstance(url := value.get("url"), str):
            yield StoredText(
                (*path, "url"), url, f"{above}{self.label}", TextKind.ADDRESS, self, is_visible=False
            )

    def text_field(self, path: Sequence[str], labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of the URL, at `url`."""
        return _address_field([*labels, self.label]) if list(path) == ["url"] else None

    def links(self, value: Any, text: str) -> Iterator[StoredLink]:
        """The link itself."""
        if isinstance(value, Mapping) and value:
            target = f"page:{value['page']}" if value.get("page") else str(value.get("url", ""))
            if target:
                yield StoredLink(self.label, target, text)

    def imported(self, value: Any, importer: Importer) -> Any:
        """The link, or '' if it leads to a page that this site does not have."""
        is_page = isinstance(value, Mapping) and value.get("page")
        return "" if is_page and not importer.has_page(value["page"]) else value

    def _address(self, text: str) -> str:
        if "." in text and " " not in text and ":" not in text and not text.startswith(("/", "#")):
            text = f"mailto:{text}" if "@" in text else f"https://{text}"
        if len(text) > MAX_ADDRESS or not SAFE_ADDRESS.match(text) or UNSAFE_IN_ADDRESS.search(text):
            raise self.error(
                "Please choose a page, or enter a web or email address, or a phone number after tel:."
            )
        return text


@dataclass(kw_only=True)
class Image(Field):
    """A picture: {'src', 'alt', 'decorative'}, or '' for none."""

    kind: ClassVar[str] = "image"
    is_picture: ClassVar[bool] = True

    def shown(self, value: Any) -> Any:
        """The picture to render. A plain source and description, the usual case, need no cleaning."""
        return value if _is_plain_image(value) else super().shown(value)

    def clean(self, raw: Any) -> Any:
        """The picture to store: its source, its description, and whether it is decorative."""
        if raw in ("", None, {}):
            return self.check_required("")
        if isinstance(raw, str):
            raw = {"src": raw}
        if not isinstance(raw, dict):
            raise self.error("Please choose a picture.")
        src = text_of(self, raw.get("src", "")).strip()
        if src and (len(src) > MAX_ADDRESS or not PICTURE_ADDRESS.fullmatch(src)):
            raise self.error("Please choose a picture, or enter a web address that starts with https://.")
        alt = _on_one_line(self, raw.get("alt", ""))
        value = {"src": src, "alt": alt, "decorative": DECORATIVE.clean(raw.get("decorative", False))}
        return self.check_required(value if src or alt else "")

    def with_part(self, before: Any, path: Sequence[str], raw: Any) -> Any:
        """The picture with its source, description or `decorative` flag changed."""
        if not path:
            return raw
        image = before if isinstance(before, Mapping) else {"src": "", "alt": "", "decorative": False}
        return {**image, path[0]: raw}

    def texts(self, value: Any, path: Path, above: str = "") -> Iterator[StoredText]:
        """The picture's description and source."""
        if not isinstance(value, Mapping):
            return
        alt, src, label = value.get("alt"), value.get("src"), f"{above}{self.label}"
        if isinstance(alt, str):
            yield StoredText((*path, "alt"), alt, f"{label}, description", TextKind.LINE, DESCRIPTION)
        if isinstance(src, str):
            yield StoredText((*path, "src"), src, label, TextKind.ADDRESS, self, is_visible=False)

    def text_field(self, path: Sequence[str], labels: Sequence[str] = ()) -> TextField | None:
        """The declaration of the description, at `alt`, or of the source, at `src`."""
        names = [*labels, self.label]
        if list(path) == ["alt"]:
            return _address_field([*names, "description"])._replace(kind=TextKind.LINE)
        return _address_field(names) if list(path) == ["src"] else None

    def pictures(self, value: Any) -> Iterator[str]:
        """The picture's source."""
        if isinstance(value, Mapping) and value.get("src"):
            yield str(value["src"])


@dataclass(kw_only=True)
class SharedSection(Field):
    """The id of a shared section, or '' for none. It is chosen on insertion, not in the inspector."""

    kind: ClassVar[str] = "section"
    has_input: ClassVar[bool] = False

    def clean(self, raw: Any) -> str:
        """The section's id."""
        if raw in ("", None):
            return self.check_required("")
        text = text_of(self, raw)
        if not PAGE_ID.fullmatch(text):
            raise self.error("We couldn’t find that section. Please choose another one.")
        return text


def _on_one_line(field: Field, raw: Any) -> str:
    return " ".join(text_of(field, raw).split("\n"))[:MAX_TEXT_LENGTH]


def _address_field(labels: Sequence[str]) -> TextField:
    label = ", ".join(labels)
    return TextField(TextKind.ADDRESS, label, Text(label=label, max_length=MAX_ADDRESS))


def _is_plain_link(value: Any) -> bool:
    """Whether `Link.clean` is known to return this value unchanged."""
    url = value.get("url") if isinstance(value, dict) and len(value) == 1 else None
    return isinstance(url, str) and len(url) <= MAX_ADDRESS and PLAIN_LINK.fullmatch(url) is not None


def _is_plain_image(value: Any) -> bool:
    """Whether `Image.clean` is known to return this value unchanged."""
    if not isinstance(value, dict) or value.keys() != IMAGE or not isinstance(value["decorative"], bool):
        return False
    src, alt = value["src"], value["alt"]
    if (
        not isinstance(src, str)
        or not isinstance(alt, str)
        or len(src) > MAX_ADDRESS
        or len(alt) > MAX_TEXT_LENGTH
    ):
        return False
    return bool(PLAIN_PICTURE.fullmatch(src) and PLAIN_WORDS.fullmatch(alt))
