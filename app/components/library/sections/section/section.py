"""Section: a part of the page with its own background."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.contrast import tokens_on


class Section(Component):
    """Parts that belong together, on their own background with space around them."""

    category = "Sections"
    icon = "rectangle-horizontal"
    preview = {
        "background": "surface",
        "content": [
            {"type": "Heading", "props": {"id": "Heading-preview", "text": "A new section"}},
            {
                "type": "Text",
                "props": {"id": "Text-preview", "body": "<p>Room for things that belong together.</p>"},
            },
        ],
    }

    background = fields.Colour(tab="style")
    space = fields.Select(
        options=(
            ("normal", "Normal"),
            ("none", "None"),
            ("small", "Small"),
            ("large", "Large"),
            ("screen", "Full screen"),
        ),
        tab="style",
        label="Space above and below",
        responsive=True,
    )
    width = fields.Radio(
        options=(("page", "Page width"), ("text", "Narrow, for reading"), ("full", "Edge to edge")),
        tab="style",
    )
    anchor = fields.Text(
        max_length=40,
        pattern=r"[a-z][a-z0-9-]*",
        tab="advanced",
        label="Name for links",
        help="Lowercase letters, digits and hyphens. A link to #name jumps here.",
    )
    content = fields.Slot(deny=("Section", "Hero", "Header", "Footer"))

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:
        """Readable text colours for a fixed background."""
        background = props["background"]
        return tokens_on(background) if background.startswith("#") else {}

    @classmethod
    def context(cls, props: Mapping[str, Any], _context: object) -> dict[str, Any]:
        """The name of the background in the style sheet."""
        background = props["background"]
        return {
            "filling": "plain" if not background else "filled" if background.startswith("#") else background
        }
