"""Replaces words in rich text without changing its tags.

First, nh3 sanitises the HTML. Its output is so regular that it can be split into pieces with the standard
library's parser and joined again without any difference.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from app.components.text import clean_rich_text

INLINE = frozenset({"a", "b", "code", "em", "i", "s", "strong", "u"})
"""Tags within a line of text; every other tag starts a new line."""

TAG = re.compile(r'<(?:/?[a-zA-Z]|!)(?:[^<>"]|"[^"]*")*>')
_TAG_IN_JSON = re.compile(r'<(?:/?[a-zA-Z]|!)(?:[^<>"\\]|\\.)*>')
_ESCAPE = re.compile(r'\\["\\ntr]')
_ESCAPED = {r"\n": " ", r"\t": " ", r"\r": " ", r"\"": '"', "\\\\": "\\"}


def strip_tags(source: str) -> str:
    """The text of an HTML fragment without line breaks, for the prefilter."""
    return html.unescape(TAG.sub("", source))


def json_texts(source: str) -> Iterator[str]:
    """Yield the text of a JSON document, read first as plain text and then as HTML."""
    yield _unescaped(source)
    yield html.unescape(_unescaped(_TAG_IN_JSON.sub("", source)))


def _unescaped(source: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED[found[0]], source) if "\\" in source else source


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, or the text between two tags, with its source and the text that readers see."""

    raw: str
    text: str
    tag: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replaces the text from `start` to `end` with `replacement`."""

    start: int
    end: int
    replacement: str


class ParsedRichText:
    """Parsed rich text. `text` has one line for each paragraph, list item or line of verse."""

    def __init__(self, source: str) -> None:
        self._pieces = _Reader.read(clean_rich_text(source))
        self.text = "".join(piece.text for piece in self._pieces)

    def replaced(self, changes: Sequence[TextEdit]) -> str:
        """The HTML with these edits. All tags stay in place, except for inline tags that become empty.

        If an edit spans several tags, the whole replacement goes where the edit begins.
        """
        begun = {change.start: change for change in changes}
        written: list[str] = []
        touched: set[int] = set()
        at = until = 0
        for number, piece in enumerate(self._pieces):
            if piece.tag:
                written.append(piece.raw)
            else:
                rewritten, until = _rewritten(piece, at, until, begun)
                touched |= {number} if rewritten != piece.raw else set()
                written.append(rewritten)
            at += len(piece.text)
        self._drop_emptied(written, touched)
        return "".join(written)

    def _drop_emptied(self, written: list[str], touched: set[int]) -> None:
        opened: list[int] = []
        for number, piece in enumerate(self._pieces):
            if piece.tag not in INLINE:
                continue
            if not piece.is_end:
                opened.append(number)
                continue
            start = opened.pop()
            inside = range(start + 1, number)
            if touched.intersection(inside) and not any(written[one] for one in inside):
                written[start] = written[number] = ""


def _rewritten(piece: Piece, at: int, until: int, begun: Mapping[int, TextEdit]) -> tuple[str, int]:
    """Rewrite a piece at offset `at`. Text before `until` is already replaced. Also returns the new `until`."""
    written = []
    for offset in range(len(piece.text)):
        change = begun.get(at + offset)
        if change is not None:
            written.append(_escape(change.replacement))
            until = change.end
        if at + offset >= until:
            written.append(piece.raw if len(piece.text) == 1 else piece.raw[offset])
    return "".join(written), until


def _escape(text: str) -> str:
    """Escape text in the same way as nh3."""
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")


class _Reader(HTMLParser):
    """Splits nh3's output into pieces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[Piece] = []

    @classmethod
    def read(cls, source: str) -> list[Piece]:
        reader = cls()
        reader.feed(source)
        reader.close()
        return reader.pieces

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.pieces.append(Piece(self.get_starttag_text() or "", _line_at(tag), tag, is_end=False))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(Piece(f"</{tag}>", _line_at(tag), tag, is_end=True))

    def handle_data(self, data: str) -> None:
        # Readers see a line break in the source as a space. Only tags start new lines.
        self.pieces.append(Piece(data, data.replace("\n", " ")))

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(_reference(name))


@lru_cache(maxsize=64)
def _reference(name: str) -> Piece:
    """The piece of a character that nh3 escapes: there are few of them, and a text may consist of nothing else."""
    return Piece(f"&{name};", html.unescape(f"&{name};"))


def _line_at(tag: str) -> str:
    return "" if tag in INLINE else "\n"
