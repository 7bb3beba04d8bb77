"""Compares texts word by word."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.tree.model import Json

MAX_PAIRS = 1_000_000
"""Above this number of word pairs, sentences are compared instead, because a word diff would take seconds."""

_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|blockquote|pre|hr|div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = (".", "!", "?", "…", ":", ";")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that differ: `start` to `end` before, `new_start` to `new_end` after."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of words added, deleted and changed."""

    added: int = 0
    deleted: int = 0
    changed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.added + other.added, self.deleted + other.deleted, self.changed + other.changed)

    @property
    def total(self) -> int:
        """The sum of the three numbers."""
        return self.added + self.deleted + self.changed


def words_of(value: Json, *, is_html: bool = False) -> list[str]:
    """The words of a text; an empty list if the value is not a string."""
    if not isinstance(value, str):
        return []
    text: str = html.unescape(_TAG.sub("", _BREAK.sub(" ", value))) if is_html else value
    return text.split()


def compare_words(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """The runs of words that differ, in order."""
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    limit = min(len(before), len(after)) - first
    while last < limit and before[-1 - last] == after[-1 - last]:
        last += 1
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    runs = _by_sentences(old, new) if len(old) * len(new) > MAX_PAIRS else _by_words(old, new)
    return [
        Run(run.start + first, run.end + first, run.new_start + first, run.new_end + first) for run in runs
    ]


def count_words(runs: Sequence[Run]) -> Count:
    """The numbers of words added, deleted and changed in these runs."""
    added = deleted = changed = 0
    for run in runs:
        gone, come = run.end - run.start, run.new_end - run.new_start
        if gone and come:
            changed += max(gone, come)
        added += 0 if gone else come
        deleted += 0 if come else gone
    return Count(added, deleted, changed)


def _by_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield Run(start, end, new_start, new_end)


def _by_sentences(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    old, new = _sentences(before), _sentences(after)
    starts, new_starts = _starts(old), _starts(new)
    for run in _by_words([" ".join(words) for words in old], [" ".join(words) for words in new]):
        yield Run(starts[run.start], starts[run.end], new_starts[run.new_start], new_starts[run.new_end])


def _sentences(words: Sequence[str]) -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    for word in words:
        sentences[-1].append(word)
        if word.endswith(_SENTENCE_END):
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _starts(sentences: Sequence[Sequence[str]]) -> list[int]:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    return starts
