"""Validates and sanitises text input."""

from app.components.text.lines import (
    one_line,
)
from app.components.text.nesting import MAX_NESTING, is_too_deep, plain_paragraphs
from app.components.text.rich_text import (
    PAGE_HREF,
    resolve_page_links,
    tidy_rich_text,
)
from app.components.text.sanitize import (
    MAX_TEXT,
    PAGE_ID,
    PLAIN_ADDRESS,
    UNSTORABLE,
    check_text,
    clean_rich_text,
    is_known_clean,
    link_addresses,
)

__all__ = [
    "MAX_NESTING",
    "MAX_TEXT",
    "PAGE_HREF",
    "PAGE_ID",
    "PLAIN_ADDRESS",
    "UNSTORABLE",
    "check_text",
    "clean_rich_text",
    "is_known_clean",
    "is_too_deep",
    "link_addresses",
    "one_line",
    "plain_paragraphs",
    "resolve_page_links",
    "tidy_rich_text",
]
