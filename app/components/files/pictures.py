"""Renders pictures with their size, so that the layout does not shift while they load."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup, escape

ASSET_PREFIX = "asset:"
"""Prefix of the sources of our own files. The name of a gallery file or the id of an uploaded picture follows."""


EAGER = Markup('fetchpriority="high"')
LAZY = Markup('loading="lazy" decoding="async"')
AVIF = "image/avif"
FULL_WIDTH = "100vw"
LAZY_WIDTH = "auto, 100vw"
"""`auto` works because lazy pictures load after layout."""
IMG = re.compile(r"<img [^>]*>")
"""Matches the whole tag, since attribute values contain no unescaped >."""


@dataclass(frozen=True)
class PictureSize:
    """One file of a picture, with its MIME type, size in pixels and URL."""

    kind: str
    width: int
    height: int
    address: str


class Picture(NamedTuple):
    """A picture: the URL of its default file, its size in pixels if known, and its alternative files."""

    address: str
    width: int = 0
    height: int = 0
    sizes: tuple[PictureSize, ...] = ()
    alt: str = ""
    """The description from the media library, if known; pages may override it."""


@dataclass(frozen=True)
class ImageFields:
    """Template functions for the values of image fields; `find` returns the picture with a given source."""

    find: Callable[[str], Picture]

    def src(self, image: Any) -> str:
        """The URL of an image field's picture, or '' if there is none."""
        return self.find(_source_of(image)).address

    def img(self, image: Any, css_class: str, *, alt: str | None = None, first: bool = False) -> Markup:
        """The HTML of an image field's picture, which loads eagerly if `first`, otherwise lazily."""
        picture = self.find(_source_of(image))
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        description = escape(_alt_of(image) if alt is None else alt)
        named = f'class="{escape(css_class)}" src="{escape(picture.address)}" alt="{description}"'
        choice = _choice(picture, first=first, avif=False) if picture.sizes else ""
        shown = f"<img {named}{size}{choice} {EAGER if first else LAZY}>"
        if picture.sizes and (smaller := _choice(picture, first=first, avif=True)):
            shown = f'<picture><source type="image/avif"{smaller}>{shown}</picture>'
        return Markup(shown)  # noqa: S704 - each part is escaped


def prioritise_first_image(html: str) -> str:
    """Make the first picture of a page load eagerly with high priority, and all others lazily."""
    start = html.find("<img ")
    if start < 0:
        return html
    end = html.index(">", start)
    around = html.rfind("<picture>", 0, start)
    if around >= 0 and html.count("<", around, start) == len(("<picture>", "<source>")):
        start = around
    first = html[start:end].replace(LAZY, EAGER).replace(LAZY_WIDTH, FULL_WIDTH)
    rest = html[end:]
    if EAGER in rest:
        rest = IMG.sub(lambda found: found[0].replace(EAGER, LAZY), rest)
    return html[:start] + first + rest


def _choice(picture: Picture, *, first: bool, avif: bool) -> Markup:
    """The `srcset` and `sizes` attributes for the AVIF files or for all others; '' if they offer no choice."""
    files = [size for size in picture.sizes if (size.kind == AVIF) is avif]
    if (not avif and len(files) < 2) or not files:
        return Markup()
    listed = ", ".join(f"{size.address} {size.width}w" for size in files)
    return Markup(' srcset="{}" sizes="{}"').format(listed, FULL_WIDTH if first else LAZY_WIDTH)


def _source_of(image: Any) -> str:
    return str(image.get("src") or "") if isinstance(image, dict) else ""


def _alt_of(image: Any) -> str:
    """The alternative text, or '' for a decorative picture."""
    return "" if image.get("decorative") else str(image.get("alt") or "")
