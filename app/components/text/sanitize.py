"""Text that people bring: what may be kept of it, and what of its HTML is safe to show."""

import re

import bleach
import nh3

from app.errors import Invalid

MAX_TEXT = 200_000
"""Characters that one field may hold: a long chapter, not a whole novel."""

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")
RICH_TAGS = frozenset(
    {"p", "br", "strong", "b", "em", "i", "u", "s", "a", "ul", "ol", "li", "blockquote"}
    | {"h2", "h3", "h4", "code", "pre", "hr"}
)
PLAIN_TAGS = RICH_TAGS - {"a", "br", "hr"}
PLAIN_ADDRESS = r"(?:https?://|mailto:|tel:|/(?!/)|#)[\w./:@?=%#,;+~!*()-]*"
"""An address in which nothing is spelt in two ways."""
PLAIN_LEVELS = 8
"""Tags in one another, more than which are seldom written."""
VERBATIM = re.compile(r"<(a|code|pre)[ >].*?</\1>", re.DOTALL)
"""Where no links are looked for, in the form in which nh3 writes it."""
PLACEHOLDER = "\ue000"
RICH_ATTRIBUTES = {"*": set[str](), "a": {"href", "title"}, "ol": {"start"}}
RICH_SCHEMES = frozenset({"http", "https", "mailto", "tel", "page"})
PAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAGE_LINK = re.compile(rf"page:{PAGE_ID.pattern}")
"""The address of a link to a page of the same site, wherever that page may be one day."""


def check_text(value: str) -> str:
    """Return the text with its line ends made the same. Raises Invalid for what cannot be kept.

    U+0000 and lone surrogates have no place in UTF-8 text or in PostgreSQL.
    """
    if UNSTORABLE.search(value):
        raise Invalid("This text holds a character that cannot be saved. Please remove it and try again.")
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
    """Return the part of this HTML that a rich text field allows; the same again when cleaned twice."""
    return _CLEANER.clean(html)


def _plain(levels: int) -> str:
    """A pattern for words and tags as nh3 writes them, each closed in its turn. There is one way to read each."""
    inside = _plain(levels - 1) if levels > 1 else "[^<]*"
    tags = "|".join(sorted(PLAIN_TAGS))
    opened = rf'(?P<tag{levels}>(?:{tags})(?=>)|a(?= href="{PLAIN_ADDRESS}" rel="noopener">))'
    return rf"[^<]*(?:<(?:[bh]r>|{opened}[^>]*>{inside}</(?P=tag{levels})>)[^<]*)*"


PLAIN = re.compile(_plain(PLAIN_LEVELS), re.ASCII)


def is_known_clean(html: str) -> bool:
    """Whether this holds only words, tags that we allow as nh3 writes them, and each closed in its turn.

    Then there is nothing to clean. Most of what people write is so, and it is told in a tenth of the time.
    """
    return "\r" not in html and "\0" not in html and PLAIN.fullmatch(html) is not None


def link_addresses(html: str) -> str:
    """Turn bare web addresses into links, and keep only what a rich text field allows."""
    cleaned = clean_rich_text(html)
    if PLACEHOLDER in cleaned:
        return cleaned
    # Where bleach looks for no links it writes each & as &amp; once more, also that of an &amp;.
    held = VERBATIM.sub(lambda found: found[0].replace("&", PLACEHOLDER), cleaned)
    linked = bleach.linkify(held, callbacks=[], skip_tags={"a", "pre", "code"})
    return clean_rich_text(linked.replace(PLACEHOLDER, "&"))
