import re
from pathlib import Path

from app.web.assets import icon
from app.web.assets.icons import FOLDER

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def test_icon_has_the_colour_of_the_text_and_is_hidden_from_screen_readers():
    drawing = icon("house")

    assert 'stroke="currentColor"' in drawing
    assert 'aria-hidden="true"' in drawing
    assert "<path" in drawing


def test_icon_with_a_label_is_read_out():
    assert 'role="img" aria-label="Say &#34;hi&#34;"' in icon("house", label='Say "hi"')


def test_an_unknown_icon_is_an_empty_svg():
    assert icon("../../../config").endswith("></svg>")


def test_every_icon_used_in_a_template_exists():
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text())
        if not name.endswith("-")
    }

    assert [name for name in sorted(named) if not (FOLDER / f"{name}.svg").is_file()] == []
