"""Columns: two to four columns side by side."""

from app.components import fields
from app.components.base import Component

WIDE = ("Columns", "Section", "Hero", "Header", "Footer")
"""Components that need the whole width of the page."""


class Columns(Component):
    """Two to four columns, stacked on narrow screens."""

    category = "Layout"
    icon = "columns-3"
    preview = {
        "column1": [{"type": "Text", "props": {"id": "Text-1", "body": "<p>The first column.</p>"}}],
        "column2": [{"type": "Text", "props": {"id": "Text-2", "body": "<p>The second column.</p>"}}],
    }

    count = fields.Radio(options=((2, "Two"), (3, "Three"), (4, "Four")), label="Number of columns")
    ratio = fields.Select(
        options=(
            ("equal", "Equal"),
            ("wide-first", "First wider"),
            ("wide-last", "Last wider"),
            ("narrow-first", "First narrow"),
        ),
        tab="style",
        label="Widths",
        responsive=True,
    )
    gap = fields.Select(
        options=(("normal", "Normal"), ("small", "Small"), ("large", "Large")),
        tab="style",
        label="Spacing",
        responsive=True,
    )
    align = fields.Select(
        options=(("start", "Top"), ("center", "Middle"), ("end", "Bottom")),
        tab="style",
        label="Alignment",
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
        label="Columns per row",
        responsive=True,
    )
    column1 = fields.Slot(deny=WIDE, label="First column")
    column2 = fields.Slot(deny=WIDE, label="Second column")
    column3 = fields.Slot(deny=WIDE, label="Third column")
    column4 = fields.Slot(deny=WIDE, label="Fourth column")
