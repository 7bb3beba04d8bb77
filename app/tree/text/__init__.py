"""The texts in a tree: finding words and links, and comparing texts word by word."""

from app.tree.text.links import (
    FoundLink,
    links_in,
    pictures_in,
    words_in,
)
from app.tree.text.matches import (
    Hit,
    Passage,
    Place,
    find,
    find_in,
    quick_look,
)
from app.tree.text.rich_text import (
    Change,
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
    "Change",
    "Count",
    "FoundLink",
    "Hit",
    "Passage",
    "Place",
    "Query",
    "Run",
    "compare_words",
    "count_words",
    "find",
    "find_in",
    "links_in",
    "pictures_in",
    "quick_look",
    "words_in",
    "words_of",
]
