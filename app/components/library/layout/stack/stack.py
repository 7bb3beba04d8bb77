"""Stack: blocks in a column or a row."""

from app.components import fields
from app.components.base import Component


class Stack(Component, label="Group"):
    """Parts in a column or a row, evenly spaced, with a frame if you like."""

    category = "Layout"
    icon = "rows-3"
    preview = {
        "frame": "line",
        "content": [
            {"type": "Heading", "props": {"id": "Heading-preview", "text": "Together", "level": "h3"}},
            {"type": "Text", "props": {"id": "Text-preview", "body": "<p>They share one frame.</p>"}},
        ],
    }

    direction = fields.Radio(
        options=(("down", "Stacked"), ("row", "Side by side")),
        tab="style",
        label="Direction",
        responsive=True,
    )
    gap = fields.Select(
        options=(("normal", "Normal"), ("none", "None"), ("small", "Small"), ("large", "Large")),
        tab="style",
        label="Spacing",
        responsive=True,
    )
    align = fields.Select(
        options=(
            ("stretch", "Full width"),
            ("start", "Start"),
            ("center", "Centred"),
            ("end", "End"),
        ),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    frame = fields.Radio(
        options=(("none", "None"), ("line", "Thin line"), ("surface", "Tinted")), tab="style"
    )
    content = fields.Slot(deny=("Section", "Hero", "Header", "Footer"))
