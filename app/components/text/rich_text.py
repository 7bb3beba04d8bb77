"""Normalises rich text input: one tag for each meaning, and no leftovers from other editors or from pasting."""

import re
from collections.abc import Callable

import nh3
from markupsafe import escape

from app.components.text.nesting import is_too_deep
from app.components.text.sanitize import PAGE_ID, RICH_ATTRIBUTES, RICH_SCHEMES, RICH_TAGS, clean_rich_text

EQUIVALENT_TAGS = {
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
    "ins": "u",
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    **dict.fromkeys(("div", "section", "article", "header", "footer", "main", "aside", "center"), "p"),
    **dict.fromkeys(("address", "figure", "figcaption", "dt", "dd", "tr", "caption"), "p"),
}
"""Tags, each with the equivalent tag that replaces it."""
DROPPED_WHEN_EMPTY = frozenset(
    {"p", "h2", "h3", "h4", "li", "ul", "ol", "blockquote", "strong", "em", "u", "s", "code", "a"}
)
"""Tags that are removed when empty."""
PAGE_HREF = 'href="page:'
"""The HTML that all links to pages of the site have in common."""
SPACE = ("&nbsp;", "<br>", *" \t\n\r\f")

_FOREIGN = re.compile(rf"<(?:{'|'.join(sorted(EQUIVALENT_TAGS))}|td|th)[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"(</?[a-z0-9]+[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_CELL_END = re.compile(r"</t[dh]>\s*(?=<t[dh]>)")
_BLANK = re.compile(r"(?:\s|&nbsp;|<br>)*")
_BLANK_START = re.compile(r"(?:\s|&nbsp;|<br>|<p>(?:\s|&nbsp;|<br>)*</p>)*")
_PAGE_LINK = re.compile(rf'<a ([^>]*?)href="page:({PAGE_ID.pattern})"([^>]*)>(.*?)</a>', re.DOTALL)

_IMPORT_CLEANER = nh3.Cleaner(
    tags=set(RICH_TAGS) | set(EQUIVALENT_TAGS) | {"td", "th"},
    attributes={tag: set(names) for tag, names in RICH_ATTRIBUTES.items()},
    url_schemes=set(RICH_SCHEMES),
)


def tidy_rich_text(html: str) -> str:
    """Return the HTML that a rich text field stores. Idempotent.

    Keeps blank lines between paragraphs, which authors use for pauses; removes those at the start and end.
    """
    if _FOREIGN.search(html) and not is_too_deep(html):
        html = _TAG.sub(_normalise_tag, _CELL_END.sub(" ", _IMPORT_CLEANER.clean(html)))
    return _stripped(_without_empty_tags(clean_rich_text(html)))


def resolve_page_links(html: str, address: Callable[[str], str], *, marked: bool) -> str:
    """Resolve links to pages of the site in clean HTML. `address` returns the URL of a page, or ''.

    Links to missing pages get no href. `marked` adds the page's id as `data-page`.
    """

    def resolve(link: re.Match[str]) -> str:
        before, page_id, after, inner = (link[number] for number in (1, 2, 4, 5))
        to = address(page_id)
        href = f'href="{escape(to)}"' if to else ""
        mark = f' data-page="{page_id}"' if marked else ""
        return f"<a {before}{href}{mark}{after}>{inner}</a>"

    return _PAGE_LINK.sub(resolve, html)


def _normalise_tag(tag: re.Match[str]) -> str:
    name = _name(tag[0])
    return tag[0].replace(name, EQUIVALENT_TAGS[name], 1) if name in EQUIVALENT_TAGS else tag[0]


def _without_empty_tags(html: str) -> str:
    written: list[str] = []
    for piece in _TAG.split(html):
        opened = written[-1] if written else ""
        if piece.startswith("</") and _name(piece) in DROPPED_WHEN_EMPTY and _opens(opened, _name(piece)):
            written.pop()
        elif piece:
            written.append(piece)
    return "".join(written)


def _stripped(html: str) -> str:
    """Strip blank lines and spaces at both ends, in linear time."""
    start = _BLANK_START.match(html)
    begin, end = start.end() if start else 0, len(html)
    while end > begin:
        space = next((one for one in SPACE if html.endswith(one, begin, end)), "")
        last = html.rfind("<p>", begin, end) if html.endswith("</p>", begin, end) else -1
        if space:
            end -= len(space)
        elif last >= 0 and _BLANK.fullmatch(html, last + 3, end - 4):
            end = last
        else:
            break
    return html[begin:end]


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


def _opens(piece: str, name: str) -> bool:
    return piece.startswith((f"<{name}>", f"<{name} "))
