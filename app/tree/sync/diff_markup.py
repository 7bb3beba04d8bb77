"""Marks the differences between two renderings of a page: blocks with an attribute, words with `del` and `ins`."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.tree.sync.differences import Difference, Kind
from app.tree.text import compare_words

_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*>|[^<]+|<", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_BLOCK_ID = re.compile(r'\sdata-block-id="([^"]*)"')
_WORD = re.compile(r"\S+")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_WITHOUT_WORDS = frozenset(["script", "style", "svg", "textarea", "select", "title", "template", "iframe"])


def mark_differences(before: str, after: str, differences: Iterable[Difference]) -> tuple[str, str]:
    """Return both renderings, which are in the editor's markup, with their differences marked."""
    kinds: dict[str, list[Kind]] = {}
    for each in differences:
        kinds.setdefault(each.id, []).append(each.kind)
    changed = {block_id for block_id, found in kinds.items() if Kind.CHANGED in found}
    old, new = _Rendering.read(before, changed), _Rendering.read(after, changed)
    for block_id in changed:
        was, now = old.words.get(block_id, []), new.words.get(block_id, [])
        for run in compare_words([word.text for word in was], [word.text for word in now]):
            old.wrap(was[run.start : run.end], "del")
            new.wrap(now[run.new_start : run.new_end], "ins")
    return old.marked(kinds), new.marked(kinds)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    token: int
    start: int
    end: int


@dataclass
class _Rendering:
    """A rendering split into tokens (tags and the text between them), with the words of the wanted blocks."""

    tokens: list[str]
    words: dict[str, list[_Word]] = field(default_factory=dict)
    _roots: list[tuple[int, str]] = field(default_factory=list)
    _wrapped: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, source: str, wanted: set[str]) -> "_Rendering":
        """Tokenise the HTML, and collect the words of the `wanted` blocks."""
        found = cls(_TOKEN.findall(source))
        open_elements: list[tuple[str, str]] = [("", "")]
        for index, token in enumerate(found.tokens):
            if not token.startswith("<"):
                name, block_id = open_elements[-1]
                if block_id in wanted and name not in _WITHOUT_WORDS:
                    found._take_words(index, block_id)
            elif tag := _NAME.match(token):
                found._track_tag(index, tag, open_elements)
        return found

    def _track_tag(self, index: int, tag: re.Match[str], open_elements: list[tuple[str, str]]) -> None:
        """Update the stack of open elements for a start or end tag."""
        name, token = tag[2].lower(), self.tokens[index]
        if tag[1]:
            if len(open_elements) > 1:
                open_elements.pop()
            return
        own = _BLOCK_ID.search(token)
        block_id = html.unescape(own[1]) if own else open_elements[-1][1]
        if own:
            self._roots.append((index, block_id))
        if name not in _VOID and not token.endswith("/>"):
            outer = open_elements[-1][0]
            open_elements.append((outer if outer in _WITHOUT_WORDS else name, block_id))

    def _take_words(self, index: int, block_id: str) -> None:
        words = self.words.setdefault(block_id, [])
        words += [_Word(found[0], index, *found.span()) for found in _WORD.finditer(self.tokens[index])]

    def wrap(self, words: Sequence[_Word], tag: str) -> None:
        """Wrap words in elements; consecutive words of one text share an element."""
        for word in words:
            spans = self._wrapped.setdefault(word.token, [])
            is_next = word is not words[0] and bool(spans)
            start = spans.pop()[0] if is_next else word.start
            spans.append((start, word.end, tag))

    def marked(self, kinds: Mapping[str, Sequence[Kind]]) -> str:
        """The HTML with all marks."""
        tokens = list(self.tokens)
        for index, block_id in self._roots:
            if block_id in kinds:
                names = " ".join(kinds[block_id])
                tokens[index] = re.sub(r"(\s*/?>)\Z", rf' data-diff="{names}"\1', tokens[index])
        for index, spans in self._wrapped.items():
            tokens[index] = _with_elements(tokens[index], spans)
        return "".join(tokens)


def _with_elements(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, tag in spans:
        pieces.append(f"{text[at:start]}<{tag}>{text[start:end]}</{tag}>")
        at = end
    return "".join([*pieces, text[at:]])
