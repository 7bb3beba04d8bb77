"""A picture as pages show it: where its file is, and its size, so that nothing jumps while it loads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

ASSET_PREFIX = "asset:"
"""How a picture's address begins when the file is ours: the name of a gallery's file, or an uploaded one's id."""


FIRST = Markup('fetchpriority="high"')
LATER = Markup('loading="lazy" decoding="async"')


@dataclass(frozen=True)
class PictureSize:
    """One file of a picture."""

    kind: str
    width: int
    height: int
    address: str


@dataclass(frozen=True)
class Picture:
    """The file to show, its size in pixels where we know it, and the others to choose from."""

    address: str
    width: int = 0
    height: int = 0
    sizes: tuple[PictureSize, ...] = ()


@dataclass(frozen=True)
class ImageFields:
    """What a template may ask about the values of its image fields; `find` gives the picture for a source."""

    find: Callable[[str], Picture]

    def src(self, image: Any) -> str:
        """Address of an image field's value, '' for none."""
        return self.find(_source_of(image)).address

    def img(self, image: Any, css_class: str, *, alt: str | None = None, first: bool = False) -> Markup:
        """The element that shows it. `first` is for what readers see at once; others load when they are near."""
        picture = self.find(_source_of(image))
        size = (
            Markup(' width="{}" height="{}"').format(picture.width, picture.height) if picture.width else ""
        )
        return Markup('<img class="{}" src="{}" alt="{}"{} {}>').format(
            css_class,
            picture.address,
            _alt_of(image) if alt is None else alt,
            size,
            FIRST if first else LATER,
        )


def _source_of(image: Any) -> str:
    return str(image.get("src") or "") if isinstance(image, Mapping) else ""


def _alt_of(image: Any) -> str:
    """The words for those who can't see it, none for decoration."""
    return "" if image.get("decorative") else str(image.get("alt") or "")
