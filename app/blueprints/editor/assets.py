"""Addresses in the canvas of the files that a published page gets from its own host."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from flask import send_from_directory, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.editor.blueprint import bp
from app.web.access import public
from app.web.assets import FOLDER as STATIC
from app.web.assets import static_url

GALLERY = Path(__file__).parents[3] / "gallery"


class CanvasAssets(Mapping[str, str]):
    """Fonts come from our static files, a template's pictures from the gallery."""

    def __getitem__(self, name: str) -> str:
        if name.startswith("fonts/"):
            return static_url(f"vendor/{name}")
        return url_for("editor.show_asset", name=name)

    def __iter__(self) -> Iterator[str]:
        for font in (STATIC / "vendor" / "fonts").glob("*.woff2"):
            yield f"fonts/{font.name}"
        for picture in GALLERY.glob("*/assets/*"):
            yield f"{picture.parts[-3]}/{picture.name}"

    def __len__(self) -> int:
        return sum(1 for _ in self)


def canvas_assets() -> Mapping[str, str]:
    """The addresses to use in a canvas."""
    return CanvasAssets()


@bp.get("/gallery/<path:name>")
@public
def show_asset(name: str) -> ResponseReturnValue:
    """A picture that belongs to a template of the gallery."""
    template, _, file = name.partition("/")
    return send_from_directory(GALLERY, f"{template}/assets/{file}", max_age=3600)
