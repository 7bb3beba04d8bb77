"""Measures in linear time how deeply HTML is nested, and turns HTML that is nested too deeply into plain paragraphs.

The time in which HTML parsers build a tree grows with the size of a text multiplied by its depth: two hundred thousand
characters of lists, each inside the previous one, take four seconds. So the depth is measured before anything parses.
"""

import re
from html import escape, unescape

MAX_NESTING = 100
"""Maximum number of elements inside one another in one text. Ten lists inside one another need about thirty."""
MAX_FORMATTING = 16
"""Maximum number of those that format words. Parsers repeat such an element in each paragraph until it is closed."""

_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = rf"""{_SPACE}+[a-zA-Z0-9_:@.-]+(?:{_SPACE}*={_SPACE}*(?:"[^"]*"|'[^']*'|[^ \t\n\f\r"'=<>`]+))?"""
_TOKEN = re.compile(
    rf"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?:{_ATTRIBUTE})*{_SPACE}*/?>"
    r"|<!---?>|<!--.*?--!?>|<(?:!(?!--)|\?)[^>]*>",
    re.DOTALL,
)
"""A tag as careful authors and programs write it, a comment or a declaration. Tokenisers agree on where these end."""
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_START = re.compile(r"<[a-zA-Z]")


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_CLOSING_P = _names(
    "address article aside blockquote center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table ul"
)
"""Elements before which an open paragraph ends."""
_CLOSING_ITEMS = _names("article blockquote div li ol section ul")
"""Elements whose end is also the end of an open paragraph or list item in them."""
_OTHER_RULES = _names(
    "frameset iframe math noembed noframes noscript plaintext script select style svg template textarea title xmp"
)
"""Elements in which tags are text, or mean something else."""

_BLOCK_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_CLOSING_P | {'br', 'caption', 'dd', 'dt', 'tr'}))})\b[^<>]*>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<(?:/?[a-zA-Z]|[!?])[^<>]*>")


def nesting_of(html: str) -> tuple[int, int]:
    """Measure the deepest nesting of elements, and of formatting elements among them.

    Both numbers are exact for well-formed HTML; otherwise, parsers build trees that are at most twice as deep, because
    they add missing parts of tables. After markup that parsers may read in several ways, end tags no longer count.
    """
    opened: list[str] = []
    deepest = formatting = most = at = 0
    while markup := _MARKUP.search(html, at):
        token = _TOKEN.match(html, markup.start())
        name = (token["name"] or "").lower() if token else ""
        if token is None or name in _OTHER_RULES:
            rest = sum(1 for _tag in _START.finditer(html, markup.start()))
            return max(deepest, len(opened) + rest), max(most, formatting)
        if token["end"]:
            formatting -= _close(opened, name) and name in _FORMATTING
        elif name and name not in _VOID:
            _open(opened, name)
            formatting += name in _FORMATTING
        deepest, most = max(deepest, len(opened)), max(most, formatting)
        at = token.end()
    return deepest, most


def is_too_deep(html: str) -> bool:
    """Whether the HTML is nested so deeply that parsing it might take long."""
    # Most texts have so few tags that they need not be measured.
    if html.count("<") <= MAX_FORMATTING:
        return False
    deepest, formatting = nesting_of(html)
    return deepest > MAX_NESTING or formatting > MAX_FORMATTING


def plain_paragraphs(html: str) -> str:
    """Return the words of this HTML as paragraphs without formatting, in linear time."""
    lines = unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub("\n", html))).split("\n")
    written = (escape(" ".join(line.split()), quote=False) for line in lines)
    return "".join(f"<p>{line}</p>" for line in written if line)


def _open(opened: list[str], name: str) -> None:
    if name in _CLOSING_P and opened and opened[-1] == "p":
        opened.pop()
    if name == "li" and opened and opened[-1] == "li":
        opened.pop()
    opened.append(name)


def _close(opened: list[str], name: str) -> bool:
    """Close the innermost element if it has this name, and return whether it has; otherwise, close nothing."""
    count = len(opened)
    if name in _CLOSING_ITEMS:
        for implied in ("p", "li"):
            if count and opened[count - 1] == implied != name:
                count -= 1
    is_innermost = count > 0 and opened[count - 1] == name
    if is_innermost:
        del opened[count - 1 :]
    return is_innermost
