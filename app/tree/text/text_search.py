"""Text search that ignores accents, the style of quotes and dashes and, by default, case."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

MAX_QUERY = 200

Span = tuple[int, int]

# Accents and other diacritics. Vowel signs of other scripts count as letters and are not removed.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\ufe00-\ufe0f"
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_IS_MARK = re.compile(f"[{_MARKS}]")
_DROPPED = re.compile(f"[{_MARKS}{_INVISIBLE}]")
_EQUIVALENT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼʹ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–−", "-"),
        "\t": " ",
        "\u00a0": " ",
    }
)


def fold(text: str, *, keep_case: bool = False) -> str:
    """The text in the normalised form used for comparison."""
    if not text.isascii():
        # NFKD splits some quotes into a space and a mark, so quotes are replaced first.
        text = _DROPPED.sub("", unicodedata.normalize("NFKD", text.translate(_EQUIVALENT)))
    text = text.translate(_EQUIVALENT)
    return text if keep_case else text.casefold()


@dataclass(frozen=True)
class Query:
    """A search query. Spaces are significant; a line break counts as a space."""

    text: str
    match_case: bool = False
    whole_words: bool = False

    def __bool__(self) -> bool:
        """Whether the query can be searched for. A single space cannot, since it would match everywhere."""
        return bool(self._folded.strip()) or len(self._folded) > 1

    def spans(self, text: str) -> list[Span]:
        """The matches in a text as (start, end), without overlaps."""
        if not self or not self.may_match(text):
            return []
        folded, units = _folded_with_units(text, keep_case=self.match_case)
        return list(_whole_units(self._pattern, folded, units))

    def may_match(self, text: str) -> bool:
        """Whether the text may match: a cheap test without false negatives."""
        return bool(self._pattern.search(fold(text, keep_case=self.match_case)))

    def adapt_case(self, replacement: str, found: str) -> str:
        """The replacement in the case of the found text, if the query and the replacement are all lower case."""
        if self.match_case or self.text != self.text.lower() or replacement != replacement.lower():
            return replacement
        if len(found) > 1 and found.isupper():
            return replacement.upper()
        return replacement[:1].upper() + replacement[1:] if found[:1].isupper() else replacement

    @cached_property
    def longest_literal(self) -> "Query":
        """The longest part of the query that looks the same in HTML and JSON, for the prefilter."""
        pieces = re.split(r"&#?\w*;?|[^\w ',.!?-]", self._folded)
        return Query(max(pieces, key=len).strip(), match_case=self.match_case)

    @cached_property
    def _folded(self) -> str:
        return fold(self.text.replace("\n", " "), keep_case=self.match_case)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The pattern to search for. A run of spaces matches at least that many spaces."""
        parts = re.split("( +)", self._folded)
        pattern = "".join(f" {{{len(part)},}}" if part.isspace() else re.escape(part) for part in parts)
        before = r"(?<!\w)" if self.whole_words and re.match(r"\w", self._folded) else ""
        after = r"(?!\w)" if self.whole_words and re.search(r"\w\Z", self._folded) else ""
        return re.compile(f"{before}{pattern}{after}")


def _folded_with_units(text: str, *, keep_case: bool) -> tuple[str, Sequence[Span] | None]:
    """Fold a text. Also returns the original span of each folded character; None if positions are unchanged."""
    if text.isascii():
        return fold(text, keep_case=keep_case), None
    folded: list[str] = []
    units: list[Span] = []
    for index, char in enumerate(text):
        piece = _fold_char(char, keep_case)
        if piece:
            folded.append(piece)
            units += [(index, index + 1)] * len(piece)
        elif units and _IS_MARK.match(char):
            start, end = units[-1]
            if end == index:
                units = _extended(units, (start, index + 1))
    return "".join(folded), units


def _extended(units: list[Span], longer: Span) -> list[Span]:
    """Extend the last unit, which may have several characters, to include the mark that follows it."""
    count = len(units)
    while count and units[count - 1][0] == longer[0]:
        count -= 1
        units[count] = longer
    return units


@lru_cache(maxsize=8192)
def _fold_char(char: str, keep_case: bool) -> str:
    return fold(char, keep_case=keep_case)


def _whole_units(pattern: re.Pattern[str], folded: str, units: Sequence[Span] | None) -> Iterator[Span]:
    """Yield matches that do not begin or end inside a character that folds to several, such as “…” or “ß”."""
    at = 0
    while (found := pattern.search(folded, at)) is not None:
        start, end = found.span()
        if units is None:
            yield start, end
        elif not _is_cut(units, start) and not _is_cut(units, end):
            yield units[start][0], units[end - 1][1]
        else:
            end = start + 1
        at = max(end, start + 1)


def _is_cut(units: Sequence[Span], at: int) -> bool:
    return 0 < at < len(units) and units[at - 1] == units[at]
