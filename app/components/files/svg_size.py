"""Sizes of the gallery's SVG drawings, so that pages can reserve space for them."""

import re
from functools import lru_cache
from pathlib import Path

GALLERY = Path(__file__).parents[3] / "gallery"
NAME = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+\.svg)")
VIEW_BOX = re.compile(r'viewBox="0 0 (\d+)(?:\.\d+)? (\d+)(?:\.\d+)?"')


@lru_cache(maxsize=256)
def drawing_size(name: str) -> tuple[int, int]:
    """The width and height of the drawing with this asset name, or (0, 0) if they are unknown."""
    named = NAME.fullmatch(name)
    if named is None:
        return 0, 0
    try:
        drawing = (GALLERY / named[1] / "assets" / named[2]).read_text()
    except FileNotFoundError:
        return 0, 0
    box = VIEW_BOX.search(drawing)
    return (int(box[1]), int(box[2])) if box else (0, 0)
