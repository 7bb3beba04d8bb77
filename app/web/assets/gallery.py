"""URLs of the files that site templates reference: fonts from our static files and pictures from the gallery."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup

from app.web.assets.static_files import FOLDER, static_url

GALLERY = Path(__file__).parents[3] / "gallery"
_NAMED = re.compile(r"asset:([\w./-]+)")


class GalleryUrls(Mapping[str, str]):
    """A lazy mapping from file names to URLs."""

    def __getitem__(self, name: str) -> str:
        return static_url(f"vendor/{name}") if name.startswith("fonts/") else f"/gallery/{name}"

    def __iter__(self) -> Iterator[str]:
        for font in (FOLDER / "vendor" / "fonts").glob("*.woff2"):
            yield f"fonts/{font.name}"
        for picture in GALLERY.glob("*/assets/*"):
            yield f"{picture.parts[-3]}/{picture.name}"

    def __len__(self) -> int:
        return sum(1 for _name in self)


def resolve_asset_urls(css: str) -> Markup:
    """Replace the `asset:` references in a style sheet with URLs."""
    files = GalleryUrls()
    addressed = _NAMED.sub(lambda found: files[found[1]], css)
    # CSS reads `<\/` as `</`, but in HTML it cannot end the style element.
    return Markup(addressed.replace("</", "<\\/"))  # noqa: S704 - nothing in it leaves the style element
