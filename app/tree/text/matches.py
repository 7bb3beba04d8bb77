"""Finding words on a page: in every text that an author can write, and in what unknown parts hold."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.components.component_registry import ComponentRegistry
from app.components.fields import HeldText, Path
from app.components.text_kinds import TextKind
from app.tree.model import ROOT, Json, Node, Tree, walk
from app.tree.text.rich_text import RichWords, skim, skim_json
from app.tree.text.text_search import Query

AROUND = 36
"""Characters of a text that are shown on each side of what was found."""


@dataclass(frozen=True)
class Passage:
    """One text of a block. `is_fixed`: its author may not change it."""

    block_id: str
    block_type: str
    held: HeldText
    is_fixed: bool = False

    @property
    def path(self) -> Path:
        """Where it stands in the block's props."""
        return self.held.path

    @property
    def source(self) -> str:
        """The text as it is stored."""
        return self.held.value

    @property
    def label(self) -> str:
        """The name that authors know it by."""
        return self.held.label

    @property
    def name(self) -> str:
        """The path as the inspector's inputs spell it, such as `links.0.label`."""
        return ".".join(map(str, self.path))

    @cached_property
    def rich(self) -> RichWords | None:
        """The words between the tags, when it is rich text."""
        return RichWords(self.source) if self.held.kind.is_html else None

    @property
    def text(self) -> str:
        """What one reads."""
        return self.rich.text if self.rich else self.source

    @cached_property
    def digest(self) -> str:
        """Tells this text from what it may have become."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Place:
    """Where something was found, in few enough words to travel to a browser and back."""

    block_id: str
    name: str
    start: int
    digest: str


@dataclass(frozen=True)
class Hit:
    """Words that were found. `nth`: how often the very same ones stand before them in the block's field."""

    passage: Passage
    start: int
    end: int
    nth: int = 0

    @property
    def found(self) -> str:
        """The words as they stand there."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Its name for later."""
        return Place(self.passage.block_id, self.passage.name, self.start, self.passage.digest)

    @property
    def before(self) -> str:
        """A few words before it."""
        text = self.passage.text[: self.start].lstrip()
        is_long = len(text) > AROUND
        return one_line("…" + text[-AROUND:].partition(" ")[2] if is_long else text)

    @property
    def after(self) -> str:
        """A few words after it."""
        text = self.passage.text[self.end :].rstrip()
        is_long = len(text) > AROUND
        return one_line(text[:AROUND].rpartition(" ")[0] + "…" if is_long else text)


def find(tree: Tree, query: Query, registry: ComponentRegistry) -> Iterator[Hit]:
    """Every place where it stands, in the order in which one reads the page."""
    for node in walk(tree):
        if node.id != ROOT:
            yield from _find_in_block(list(passages(node, registry)), query)


def _find_in_block(texts: Sequence[Passage], query: Query) -> Iterator[Hit]:
    for number, passage in enumerate(texts):
        for hit in find_in(passage, query):
            earlier = (text for text in texts[:number] if text.path[0] == passage.path[0])
            yield replace(hit, nth=hit.nth + sum(text.text.count(hit.found) for text in earlier))


def quick_look(query: Query, registry: ComponentRegistry) -> Callable[[str], bool]:
    """Says of a page's JSON, or of an operation's, whether it may hold the words: never no when it does."""

    def may_hold(stored: str) -> bool:
        return any(map(query.gist.may_be_in, skim_json(stored)))

    # What blocks show that were never told anything is in nobody's JSON.
    return (lambda _stored: True) if may_hold(registry.defaults_json) else may_hold


def find_in(passage: Passage, query: Query) -> Iterator[Hit]:
    """Every place where it stands in one text."""
    # Taking rich text apart costs; most texts do not hold the words in any way.
    if passage.held.kind.is_html and not query.gist.may_be_in(skim(passage.source)):
        return
    for start, end in query.spans(passage.text):
        yield Hit(passage, start, end, nth=passage.text.count(passage.text[start:end], 0, start))


def passages(node: Node, registry: ComponentRegistry) -> Iterator[Passage]:
    """The texts of one block, in the order of its fields."""
    component = registry.find(node.type)
    if component is None:
        yield from _strings(node, node.props, ())
        return
    is_fixed = "edit" not in component.permissions
    for text in component.texts(node.props):
        if text.is_read:
            yield Passage(node.id, node.type, text, is_fixed)


def _strings(node: Node, value: Json, path: Path) -> Iterator[Passage]:
    """What a part of an unknown type holds: whatever is text, as it is."""
    if isinstance(value, str):
        yield Passage(node.id, node.type, HeldText(path, value, "", TextKind.LINE, None))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("id", "type"):
                yield from _strings(node, inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(node, inner, (*path, number))


def one_line(text: str) -> str:
    """A piece of text to be shown on one line."""
    return re.sub(r"\s*\n\s*", " ", text)
