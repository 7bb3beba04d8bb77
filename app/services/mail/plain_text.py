"""Prepares what people have written for our emails: a single line that no email program turns into a link."""

import re
from urllib.parse import urlsplit

from app.components.text import one_line

MAX_LENGTH = 200
# Characters that programs treat as other ones, and joiners, which a subject may not contain.
_ALIKE = str.maketrans(
    {"\u3002": ".", "\uff0e": ".", "\uff61": ".", "\u2024": ".", "\uff20": "@", "\uff0f": "/", "\uff1a": ":"}
    | {"\u200c": "", "\u200d": ""}
)
_APART = (
    (re.compile(r"@"), " at "),
    (re.compile(r"/{2,}"), "/"),
    (re.compile(r"(?<=\w):(?=[^\s\d])"), ": "),
    (re.compile(r"(?<=\w)\.(?=[^\W\d_])"), ". "),
    # The beginning of an encoded word, which an email program decodes.
    (re.compile(r"=(?=\?)"), "= "),
)
_LINK = re.compile(r"https?://[a-z0-9.\[\]-]+(:[0-9]+)?(/[\w/.~-]*)?", re.ASCII)


def plain(text: str) -> str:
    """Return text that someone wrote as a short single line that contains no links.

    Anything that looks like an address is broken up, for example with a space after each dot, so that it stays
    readable but cannot be clicked.
    """
    line = one_line(text).translate(_ALIKE)
    for wanted, instead in _APART:
        line = wanted.sub(instead, line)
    line = " ".join(line.split())
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1].rstrip() + "…"


def own_link(url: str) -> str:
    """Return a URL that our own code has built. Raises ValueError if it contains anything that it should not."""
    if not _LINK.fullmatch(url) or not urlsplit(url).hostname:
        raise ValueError("An email may contain only links that QuillSpace has built.")
    return url
