"""The gallery's drawings."""

from xml.etree import ElementTree as ET

from gallery.contours import contours, smooth
from gallery.drawings import TARGET, drawings


def test_drawings_in_the_gallery_match_the_output_of_the_script():
    assert {path.name: path.read_text() for path in TARGET.glob("*.svg")} == drawings()


def test_drawings_are_complete_small_and_support_dark_mode():
    for drawing in drawings().values():
        ET.fromstring(drawing)
        assert len(drawing) < 40_000
        assert "prefers-color-scheme:dark" in drawing


def test_contour_of_a_round_hill_is_a_single_ring():
    (ring,) = contours(lambda x, y: 100 - abs(x - 150) - abs(y - 150), 20, width=300, depth=300)

    assert ring[0] == ring[-1]
    assert smooth(ring).endswith("z")


def test_contour_of_a_slope_is_a_single_open_line():
    (line,) = contours(lambda x, _y: x, 100, width=300, depth=300)

    assert line[0] != line[-1]
    assert not smooth(line).endswith("z")
