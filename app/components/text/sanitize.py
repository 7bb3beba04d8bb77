"""Validates text for storage and sanitises HTML."""

import re

import bleach
import nh3

from app.components.text.nesting import is_too_deep, plain_paragraphs
from app.errors import Invalid

MAX_TEXT = 200_000
"""Maximum number of characters in one field, enough for a long chapter."""

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")
RICH_TAGS = frozenset(
    {"p", "br", "strong", "b", "em", "i", "u", "s", "a", "ul", "ol", "li", "blockquote"}
    | {"h2", "h3", "h4", "code", "pre", "hr"}
)
PLAIN_TAGS = RICH_TAGS - {"a", "br", "hr"}
PLAIN_ADDRESS = r"(?:https?://|mailto:|tel:|/(?!/)|#)[\w./:@?=%#,;+~!*()-]*"
"""A pattern for URLs that sanitising leaves unchanged."""
PLAIN_LEVELS = 8
"""Maximum nesting depth of tags in HTML that is recognised as clean."""
VERBATIM = re.compile(r"<(a|code|pre)[ >].*?</\1>", re.DOTALL)
"""Matches elements, as written by nh3, in which bare URLs are not turned into links."""
PLACEHOLDER = "\ue000"
RICH_ATTRIBUTES = {"*": set[str](), "a": {"href", "title"}, "ol": {"start"}}
RICH_SCHEMES = frozenset({"http", "https", "mailto", "tel", "page"})
PAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAGE_LINK = re.compile(rf"page:{PAGE_ID.pattern}")
"""The href of a link to a page of the same site, independent of the page's path."""


def check_text(value: str) -> str:
    """Return the text with normalised line ends. Raises Invalid for characters that cannot be stored.

    These are U+0000, which PostgreSQL cannot store, and lone surrogates, which are not valid UTF-8.
    """
    if UNSTORABLE.search(value):
        raise Invalid("This text contains a character that can’t be saved. Please remove it and try again.")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _kept_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "href" and value.strip().lower().startswith("page:") and not PAGE_LINK.fullmatch(value):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(RICH_TAGS),
    attributes={tag: set(names) for tag, names in RICH_ATTRIBUTES.items()},
    attribute_filter=_kept_attribute,
    url_schemes=set(RICH_SCHEMES),
    link_rel="noopener",
)


def clean_rich_text(html: str) -> str:
    """Return the part of this HTML that a rich text field allows. Idempotent.

    HTML that is nested too deeply becomes plain paragraphs, because parsing it could take minutes.
    """
    return _CLEANER.clean(plain_paragraphs(html) if is_too_deep(html) else html)


def _plain(levels: int) -> str:
    """An unambiguous pattern for text and properly nested tags, as written by nh3."""
    inside = _plain(levels - 1) if levels > 1 else "[^<]*"
    tags = "|".join(sorted(PLAIN_TAGS))
    opened = rf'(?P<tag{levels}>(?:{tags})(?=>)|a(?= href="{PLAIN_ADDRESS}" rel="noopener">))'
    return rf"[^<]*(?:<(?:[bh]r>|{opened}[^>]*>{inside}</(?P=tag{levels})>)[^<]*)*"


PLAIN = re.compile(_plain(PLAIN_LEVELS), re.ASCII)


def is_known_clean(html: str) -> bool:
    """Whether this contains only text and properly nested allowed tags as written by nh3.

    Most stored text is like this and needs no cleaning. The check takes a tenth of the time that cleaning takes.
    """
    return "\r" not in html and "\0" not in html and PLAIN.fullmatch(html) is not None


def link_addresses(html: str) -> str:
    """Turn bare URLs into links, and keep only what a rich text field allows."""
    cleaned = clean_rich_text(html)
    if PLACEHOLDER in cleaned:
        return cleaned
    # bleach escapes & again inside skipped tags, even in &amp;, so & is replaced temporarily.
    held = VERBATIM.sub(lambda found: found[0].replace("&", PLACEHOLDER), cleaned)
    linked = bleach.linkify(held, callbacks=[], skip_tags={"a", "pre", "code"})
    return clean_rich_text(linked.replace(PLACEHOLDER, "&"))
