"""Stack: a few things that belong together."""

from app.components import fields
from app.components.base import Component


class Stack(Component, label="Group"):
    """Things below or beside each other, with the same room between them, framed if you like."""

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
        options=(("down", "Below each other"), ("row", "Side by side")),
        tab="style",
        label="Arranged",
        responsive=True,
    )
    gap = fields.Select(
        options=(("normal", "Normal"), ("none", "None"), ("small", "Small"), ("large", "Large")),
        tab="style",
        label="Room between",
        responsive=True,
    )
    align = fields.Select(
        options=(
            ("stretch", "Full width"),
            ("start", "At the start"),
            ("center", "Centred"),
            ("end", "At the end"),
        ),
        tab="style",
        label="Line up",
        responsive=True,
    )
    frame = fields.Radio(
        options=(("none", "None"), ("line", "Thin line"), ("surface", "Tinted")), tab="style"
    )
    content = fields.Slot(deny=("Section", "Hero", "Header", "Footer"))
