"""Compares two versions of a text word by word, for display side by side."""

import html
import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from app.components.text import clean_rich_text
from app.tree.text import Run, compare_words

PIECE = re.compile(r"<[^>]*>|\s+|[^<\s]+")
BETWEEN_MARKS = re.compile(r"</mark>(\s+)<mark>")


def side_by_side(one: str, other: str, *, is_html: bool) -> tuple[Markup, Markup]:
    """Render both texts as safe HTML, with differing words in <mark>."""
    pieces, others = _pieces(one, is_html=is_html), _pieces(other, is_html=is_html)
    spots, other_spots = _words(pieces), _words(others)
    runs = list(
        compare_words(
            [html.unescape(pieces[at]) for at in spots], [html.unescape(others[at]) for at in other_spots]
        )
    )
    return _marked(pieces, spots, _ours(runs)), _marked(others, other_spots, _theirs(runs))


def plain(text: str, *, is_html: bool) -> Markup:
    """Render text as safe HTML."""
    return _marked(_pieces(text, is_html=is_html), [], ())


def _pieces(text: str, *, is_html: bool) -> list[str]:
    """Split a text into tags, words and whitespace; plain text is escaped first."""
    source = clean_rich_text(text) if is_html else str(escape(text)).replace("\n", "<br>")
    return PIECE.findall(source)


def _words(pieces: list[str]) -> list[int]:
    return [at for at, piece in enumerate(pieces) if not piece.startswith("<") and not piece.isspace()]


def _ours(runs: Iterable[Run]) -> Iterable[range]:
    return (range(run.start, run.end) for run in runs)


def _theirs(runs: Iterable[Run]) -> Iterable[range]:
    return (range(run.new_start, run.new_end) for run in runs)


def _marked(pieces: list[str], spots: list[int], ranges: Iterable[range]) -> Markup:
    for words in ranges:
        for word in words:
            pieces[spots[word]] = f"<mark>{pieces[spots[word]]}</mark>"
    return Markup(BETWEEN_MARKS.sub(r"\1", "".join(pieces)))  # noqa: S704 - cleaned or escaped piece by piece
