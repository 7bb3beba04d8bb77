"""The library's templates, compiled to Python."""

import traceback

import pytest
from jinja2 import UndefinedError

from app.components.files import LIBRARY, render_template

COLUMNS = {"ratio": "equal", "gap": "normal", "align": "top", "small": "stack"}


def root(*classes: str) -> str:
    return f"<{classes[0]}>"


def test_a_loop_calls_functions_in_the_context():
    given = {**COLUMNS, "root": root, "slot": lambda name: f"({name})", "count": 2}

    html = render_template("layout/columns/columns.html", given, edited=False)

    assert "(column1)" in html
    assert "(column2)" in html
    assert "(column3)" not in html


def test_unsafe_values_are_escaped():
    html = render_template("layout/columns/columns.html", {**COLUMNS, "root": root, "count": 0}, edited=False)

    assert "&lt;c-columns&gt;" in html


def test_an_undefined_variable_raises_with_the_line_of_the_template():
    given = {"root": root, "level": "h2", "set": "large", "align": "left", "anchor": ""}

    with pytest.raises(UndefinedError, match="'text' is undefined") as caught:
        render_template("content/heading/heading.html", given, edited=False)

    places = [(place.filename, place.lineno) for place in traceback.extract_tb(caught.tb)]
    assert (str(LIBRARY / "content" / "heading" / "heading.html"), 1) in places
