"""What browsers get from the pinned packages."""

import json

import pytest

from app.embedded import fonts
from app.embedded.vendor import VENDOR

FACES = json.loads((VENDOR / "fonts.json").read_text())


@pytest.mark.parametrize(
    "name", ["htmx.min.js", "axe.min.js", "squire.js", "ext/hx-csp.min.js", "icons/pencil.svg"]
)
def test_libraries_are_there(name):
    assert (VENDOR / name).stat().st_size > 0


def test_every_face_is_there():
    assert [face["name"] for face in FACES] == [face.name for face in fonts.FACES]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face["name"])
def test_faces_are_small(face):
    is_variable = face["weight"][0] != face["weight"][1]
    assert (VENDOR / face["file"]).stat().st_size == face["bytes"]
    assert face["bytes"] < (45_000 if is_variable else 25_000)


@pytest.mark.parametrize("face", [face for face in FACES if "metrics" in face], ids=lambda face: face["name"])
def test_fallbacks_take_about_the_same_room(face):
    assert 80 < float(face["fallback"]["size_adjust"].rstrip("%")) < 115
