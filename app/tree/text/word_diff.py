"""Compares texts word by word."""

import html
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.tree.model import Json
from app.tree.text.rich_text import TAG

MAX_WORK = 5_000_000
"""Above this number of steps, sentences are compared instead, because a word diff would take seconds."""

_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|h[1-6]|blockquote|pre|hr|div)\b[^<>]*>", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "…", ":", ";")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that differ: `start` to `end` before, `new_start` to `new_end` after."""

    start: int
    end: int
    new_start: int
    new_end: int

    def moved(self, by: int, new_by: int) -> "Run":
        """The same run in texts with this many more words before it."""
        return Run(self.start + by, self.end + by, self.new_start + new_by, self.new_end + new_by)


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
    text: str = html.unescape(TAG.sub("", _BREAK.sub(" ", value))) if is_html else value
    return text.split()


def compare_words(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """The runs of words that differ, in order."""
    whole = _trimmed(before, after, Run(0, len(before), 0, len(after)))
    old, new = before[whole.start : whole.end], after[whole.new_start : whole.new_end]
    runs = _by_sentences(old, new) if _work(old, new) > MAX_WORK else _by_words(old, new)
    return [run.moved(whole.start, whole.new_start) for run in runs]


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


def _work(before: Sequence[str], after: Sequence[str]) -> int:
    """The number of steps that a word diff may take: it looks for the longest common run again and again."""
    counts = Counter(after)
    pairs = sum(counts[word] for word in before)
    return (pairs + len(before)) * min(len(before), len(after))


def _by_sentences(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """The runs between sentences that occur once in both texts, word by word as long as that takes little time."""
    old, new = _sentences(before), _sentences(after)
    starts, new_starts = _starts(old), _starts(new)
    left = MAX_WORK
    at = new_at = 0
    for first, second in [*_anchors(old, new), (len(old), len(new))]:
        run = _trimmed(before, after, Run(at, starts[first], new_at, new_starts[second]))
        inside, new_inside = before[run.start : run.end], after[run.new_start : run.new_end]
        work = _work(inside, new_inside)
        if work <= left:
            left -= work
            yield from (one.moved(run.start, run.new_start) for one in _by_words(inside, new_inside))
        else:
            yield run
        if first < len(old):
            at, new_at = starts[first + 1], new_starts[second + 1]


def _anchors(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Pairs of equal sentences that are unique in both texts: a longest increasing subsequence."""
    spots, new_spots = _unique(old), _unique(new)
    pairs = [(spot, new_spots[sentence]) for sentence, spot in spots.items() if sentence in new_spots]
    lowest: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for number, (_spot, new_spot) in enumerate(pairs):
        length = bisect_left(lowest, new_spot)
        previous.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [new_spot]
        ends[length : length + 1] = [number]
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def _unique(sentences: Sequence[Sequence[str]]) -> dict[str, int]:
    """The positions of the sentences that occur once, in order."""
    texts = [" ".join(words) for words in sentences]
    counts = Counter(texts)
    return {text: spot for spot, text in enumerate(texts) if counts[text] == 1}


def _trimmed(before: Sequence[str], after: Sequence[str], run: Run) -> Run:
    """The run without equal words at its start and end."""
    start, end, new_start, new_end = run.start, run.end, run.new_start, run.new_end
    while start < end and new_start < new_end and before[start] == after[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and before[end - 1] == after[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return Run(start, end, new_start, new_end)


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
