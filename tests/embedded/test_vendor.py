"""The files from pinned packages that are served to browsers."""

import json

import pytest

from app.embedded import fonts
from app.embedded.vendor import VENDOR

FACES = json.loads((VENDOR / "fonts.json").read_text())


@pytest.mark.parametrize(
    "name", ["htmx.min.js", "axe.min.js", "squire.js", "ext/hx-csp.min.js", "icons/pencil.svg"]
)
def test_every_library_exists(name):
    assert (VENDOR / name).stat().st_size > 0


def test_every_font_face_exists():
    assert [face["name"] for face in FACES] == [face.name for face in fonts.FACES]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face["name"])
def test_font_faces_are_small(face):
    is_variable = face["weight"][0] != face["weight"][1]
    assert (VENDOR / face["file"]).stat().st_size == face["bytes"]
    assert face["bytes"] < (45_000 if is_variable else 25_000)


@pytest.mark.parametrize("face", [face for face in FACES if "metrics" in face], ids=lambda face: face["name"])
def test_fallback_fonts_have_similar_metrics(face):
    assert 80 < float(face["fallback"]["size_adjust"].rstrip("%")) < 115
