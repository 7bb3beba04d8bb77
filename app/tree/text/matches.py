"""Full-text search on a page: in all visible texts of known components and all strings of unknown ones."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from app.components.component_registry import ComponentRegistry
from app.components.fields import Path, StoredText
from app.components.text_kinds import TextKind
from app.tree.model import ROOT, Json, Node, Tree, walk
from app.tree.text.rich_text import ParsedRichText, json_texts, strip_tags
from app.tree.text.text_search import Query

CONTEXT_LENGTH = 36
"""Maximum number of characters of context on each side of a hit."""


@dataclass(frozen=True)
class Passage:
    """A text in a block. If `is_fixed`, the text cannot be edited."""

    block_id: str
    block_type: str
    stored: StoredText
    is_fixed: bool = False

    @property
    def path(self) -> Path:
        """The path of the text in the block's props."""
        return self.stored.path

    @property
    def source(self) -> str:
        """The text as it is stored."""
        return self.stored.value

    @property
    def label(self) -> str:
        """The display name of the text."""
        return self.stored.label

    @cached_property
    def name(self) -> str:
        """The path as a string such as `links.0.label`, as in the names of the inspector's inputs."""
        return ".".join(map(str, self.path))

    @cached_property
    def rich(self) -> ParsedRichText | None:
        """The parsed rich text; None for plain text."""
        return ParsedRichText(self.source) if self.stored.kind.is_html else None

    @property
    def text(self) -> str:
        """The text as readers see it."""
        return self.rich.text if self.rich else self.source

    @cached_property
    def digest(self) -> str:
        """A hash of the stored text, to detect later changes."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class HitLocation:
    """The location of a hit, small enough for a form field."""

    block_id: str
    name: str
    start: int
    digest: str


@dataclass(frozen=True)
class Hit:
    """A match. `field` are the texts of the same field of the block, at least up to this one."""

    passage: Passage
    start: int
    end: int
    field: Sequence[Passage] = ()

    @property
    def found(self) -> str:
        """The matched words."""
        return self.passage.text[self.start : self.end]

    @property
    def nth(self) -> int:
        """The number of earlier occurrences of the same words in the same field. Reads all text before the hit."""
        earlier = takewhile(lambda each: each is not self.passage, self.field)
        before = sum(each.text.count(self.found) for each in earlier)
        return before + self.passage.text.count(self.found, 0, self.start)

    @property
    def place(self) -> HitLocation:
        """The location of the hit, to find it again later."""
        return HitLocation(self.passage.block_id, self.passage.name, self.start, self.passage.digest)

    @property
    def before(self) -> str:
        """The context before the hit."""
        text = self.passage.text[: self.start].lstrip()
        is_long = len(text) > CONTEXT_LENGTH
        return one_line("…" + text[-CONTEXT_LENGTH:].partition(" ")[2] if is_long else text)

    @property
    def after(self) -> str:
        """The context after the hit."""
        text = self.passage.text[self.end :].rstrip()
        is_long = len(text) > CONTEXT_LENGTH
        return one_line(text[:CONTEXT_LENGTH].rpartition(" ")[0] + "…" if is_long else text)


def find(tree: Tree, query: Query, registry: ComponentRegistry) -> Iterator[Hit]:
    """All hits on a page, in document order."""
    for node in walk(tree):
        if node.id != ROOT:
            yield from _find_in_block(passages(node, registry), query)


def _find_in_block(texts: Iterable[Passage], query: Query) -> Iterator[Hit]:
    by_field: dict[object, list[Passage]] = {}
    for passage in texts:
        field = by_field.setdefault(passage.path[0], [])
        field.append(passage)
        yield from find_in(passage, query, field)


def prefilter(query: Query, registry: ComponentRegistry) -> Callable[[str], bool]:
    """Return a cheap test for whether the JSON of a page or operation may contain a hit. No false negatives."""

    def may_hold(stored: str) -> bool:
        return any(map(query.longest_literal.may_match, json_texts(stored)))

    # Blocks may show default texts, which are not in their stored JSON.
    return (lambda _stored: True) if may_hold(registry.defaults_json) else may_hold


def find_in(passage: Passage, query: Query, field: Sequence[Passage] = ()) -> Iterator[Hit]:
    """All hits in one text; `field` are the texts of the same field of the block."""
    # Parsing rich text is expensive; most texts fail the cheap test.
    if passage.stored.kind.is_html and not query.longest_literal.may_match(strip_tags(passage.source)):
        return
    for start, end in query.spans(passage.text):
        yield Hit(passage, start, end, field)


def passages(node: Node, registry: ComponentRegistry) -> Iterator[Passage]:
    """The searchable texts of a block, in the order of its fields."""
    component = registry.find(node.type)
    if component is None:
        yield from _strings(node, node.props, ())
        return
    is_fixed = "edit" not in component.permissions
    for text in component.texts(node.props):
        if text.is_visible:
            yield Passage(node.id, node.type, text, is_fixed)


def _strings(node: Node, value: Json, path: Path) -> Iterator[Passage]:
    """All strings in the props of a block of unknown type."""
    if isinstance(value, str):
        yield Passage(node.id, node.type, StoredText(path, value, "", TextKind.LINE, None))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("id", "type"):
                yield from _strings(node, inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(node, inner, (*path, number))


def one_line(text: str) -> str:
    """The text with line breaks replaced by spaces."""
    return re.sub(r"\s*\n\s*", " ", text)
