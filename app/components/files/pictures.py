"""A picture as pages show it: where its file is, and its size, so that nothing jumps while it loads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup, escape

ASSET_PREFIX = "asset:"
"""How a picture's address begins when the file is ours: the name of a gallery's file, or an uploaded one's id."""


EAGER = Markup('fetchpriority="high"')
LAZY = Markup('loading="lazy" decoding="async"')
AVIF = "image/avif"
FULL_WIDTH = "100vw"
LAZY_WIDTH = "auto, 100vw"
"""A picture that waits knows its room by the time it loads."""
IMG = re.compile(r"<img [^>]*>")
"""Ours and everybody's: no value in a tag holds a bare >."""


@dataclass(frozen=True)
class PictureSize:
    """One file of a picture."""

    kind: str
    width: int
    height: int
    address: str


class Picture(NamedTuple):
    """The file to show, its size in pixels where we know it, and the others to choose from."""

    address: str
    width: int = 0
    height: int = 0
    sizes: tuple[PictureSize, ...] = ()
    alt: str = ""
    """How its owner describes it, where that is known; a place that shows it may say otherwise."""


@dataclass(frozen=True)
class ImageFields:
    """What a template may ask about the values of its image fields; `find` gives the picture for a source."""

    find: Callable[[str], Picture]

    def src(self, image: Any) -> str:
        """Address of an image field's value, '' for none."""
        return self.find(_source_of(image)).address

    def img(self, image: Any, css_class: str, *, alt: str | None = None, first: bool = False) -> Markup:
        """What shows it. `first` is for what readers see at once; others load when they are near."""
        picture = self.find(_source_of(image))
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        words = escape(_alt_of(image) if alt is None else alt)
        named = f'class="{escape(css_class)}" src="{escape(picture.address)}" alt="{words}"'
        choice = _choice(picture, first=first, avif=False) if picture.sizes else ""
        shown = f"<img {named}{size}{choice} {EAGER if first else LAZY}>"
        if picture.sizes and (smaller := _choice(picture, first=first, avif=True)):
            shown = f'<picture><source type="image/avif"{smaller}>{shown}</picture>'
        return Markup(shown)  # noqa: S704 - each part is escaped


def prioritise_first_image(html: str) -> str:
    """A page in which the first picture loads before anything else, and every other one when it is near."""
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
    """The files of one kind for a browser to choose from, by the room that the picture has."""
    files = [size for size in picture.sizes if (size.kind == AVIF) is avif]
    if (not avif and len(files) < 2) or not files:
        return Markup()
    listed = ", ".join(f"{size.address} {size.width}w" for size in files)
    return Markup(' srcset="{}" sizes="{}"').format(listed, FULL_WIDTH if first else LAZY_WIDTH)


def _source_of(image: Any) -> str:
    return str(image.get("src") or "") if isinstance(image, dict) else ""


def _alt_of(image: Any) -> str:
    """The words for those who can't see it, none for decoration."""
    return "" if image.get("decorative") else str(image.get("alt") or "")
