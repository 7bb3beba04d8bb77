"""Component scripts: only published pages with an instance that needs a script reference it."""

from html import unescape

import pytest

from app.components.files import LIBRARY as FOLDER
from app.components.files import LOADER, Picture, PictureSize
from app.components.library.content.image.image import Image
from app.components.registry import BUILT_IN, LIBRARY
from app.components.rendering import Mode, RenderContext, render_component

ASSETS = {LOADER: "/_assets/loader.1.js", "scripts/image.js": "/_assets/image.1.js"}
GARDEN = Picture(
    "/g-800.webp",
    800,
    600,
    (
        PictureSize("image/webp", 800, 600, "/g-800.webp"),
        PictureSize("image/webp", 1600, 1200, "/g-1600.webp"),
        PictureSize("image/avif", 2400, 1800, "/g-2400.avif"),
    ),
)


def image(**props):
    shown = {"src": "asset:garden", "alt": "A garden", "decorative": False}
    return {**Image.defaults(), "image": shown, "opens": True, **props}


def rendered(props, mode=Mode.PUBLISH):
    context = RenderContext(registry=BUILT_IN, mode=mode, assets=ASSETS, pictures={"garden": GARDEN})
    html = render_component(
        Image, block_id="Image-1", props=props, children=lambda _slot: "", context=context
    )
    return unescape(html), context.used.assets


def test_every_script_belongs_to_a_component_that_declares_it():
    scripted = {each.folder() / f"{each.folder().name}.js" for each in LIBRARY if each.script}

    assert set(FOLDER.glob("*/*/*.js")) == scripted


def test_an_enlargeable_picture_references_its_script_and_links_to_its_largest_file():
    html, used = rendered(image())

    assert 'data-script="/_assets/image.1.js" data-when="interaction"' in html
    assert 'href="/g-1600.webp"' in html
    assert used >= {LOADER, "scripts/image.js"}


@pytest.mark.parametrize(
    "props",
    [
        {"opens": False},
        {"image": {"src": "asset:garden", "alt": "", "decorative": False}},
        {"image": {"src": "asset:garden", "alt": "A garden", "decorative": True}},
        {"image": ""},
        {"link": {"url": "https://example.org"}},
    ],
    ids=["not wanted", "not described", "decoration", "no picture", "leads elsewhere"],
)
def test_a_picture_that_cannot_be_enlarged_needs_no_script(props):
    html, used = rendered(image(**props))

    assert "data-script" not in html
    assert "data-large" not in html
    assert not used & ASSETS.keys()


@pytest.mark.parametrize("mode", [Mode.CANVAS, Mode.PREVIEW])
def test_canvas_and_preview_render_no_scripts(mode):
    html, used = rendered(image(), mode)

    assert "data-script" not in html
    assert not used & ASSETS.keys()
