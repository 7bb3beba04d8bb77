"""Finds texts, links and pictures in a tree, and compares texts word by word."""

from app.tree.text.limits import limit_texts
from app.tree.text.links import (
    FoundLink,
    links_in,
    pictures_in,
    text_in,
)
from app.tree.text.matches import (
    Hit,
    HitLocation,
    Passage,
    find,
    find_in,
    prefilter,
)
from app.tree.text.rich_text import (
    TextEdit,
)
from app.tree.text.text_paths import (
    TextChange,
    compare_text_at,
    is_reordered,
    text_at,
)
from app.tree.text.text_search import (
    MAX_QUERY,
    Query,
)
from app.tree.text.word_diff import (
    Count,
    Run,
    compare_words,
    count_words,
    words_of,
)

__all__ = [
    "MAX_QUERY",
    "Count",
    "FoundLink",
    "Hit",
    "HitLocation",
    "Passage",
    "Query",
    "Run",
    "TextChange",
    "TextEdit",
    "compare_text_at",
    "compare_words",
    "count_words",
    "find",
    "find_in",
    "is_reordered",
    "limit_texts",
    "links_in",
    "pictures_in",
    "prefilter",
    "text_at",
    "text_in",
    "words_of",
]
