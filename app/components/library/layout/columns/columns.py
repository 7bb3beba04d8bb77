"""Columns: two to four columns beside each other."""

from app.components import fields
from app.components.base import Component

WIDE = ("Columns", "Section", "Hero", "Header", "Footer")
"""What needs the whole width of the page."""


class Columns(Component):
    """Two to four columns, which stand below each other where there is no room."""

    category = "Layout"
    icon = "columns-3"
    preview = {
        "column1": [{"type": "Text", "props": {"id": "Text-1", "body": "<p>The first column.</p>"}}],
        "column2": [{"type": "Text", "props": {"id": "Text-2", "body": "<p>The second column.</p>"}}],
    }

    count = fields.Radio(options=((2, "Two"), (3, "Three"), (4, "Four")), label="How many")
    ratio = fields.Select(
        options=(
            ("equal", "All the same"),
            ("wide-first", "First one wider"),
            ("wide-last", "Last one wider"),
            ("narrow-first", "First one narrow"),
        ),
        tab="style",
        label="Widths",
        responsive=True,
    )
    gap = fields.Select(
        options=(("normal", "Normal"), ("small", "Small"), ("large", "Large")),
        tab="style",
        label="Room between",
        responsive=True,
    )
    align = fields.Select(
        options=(("start", "At the top"), ("center", "In the middle"), ("end", "At the bottom")),
        tab="style",
        label="Line up",
        responsive=True,
    )
    small = fields.Select(
        options=(
            ("one", "As many as fit"),
            ("pairs", "At least two"),
            ("single", "One"),
            ("two", "Two"),
            ("three", "Three"),
            ("four", "Four"),
        ),
        tab="style",
        label="Side by side",
        responsive=True,
    )
    column1 = fields.Slot(deny=WIDE, label="First column")
    column2 = fields.Slot(deny=WIDE, label="Second column")
    column3 = fields.Slot(deny=WIDE, label="Third column")
    column4 = fields.Slot(deny=WIDE, label="Fourth column")
