"""Section: a stretch of the page with its own background."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.contrast import tokens_on


class Section(Component):
    """What belongs together, on a background of its own and with room around it."""

    category = "Sections"
    icon = "rectangle-horizontal"
    preview = {
        "background": "surface",
        "content": [
            {"type": "Heading", "props": {"id": "Heading-preview", "text": "A new section"}},
            {
                "type": "Text",
                "props": {"id": "Text-preview", "body": "<p>Room for what belongs together.</p>"},
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
            ("screen", "A whole screen"),
        ),
        tab="style",
        label="Room above and below",
        responsive=True,
    )
    width = fields.Radio(
        options=(("page", "As wide as the page"), ("text", "Narrow, for reading"), ("full", "Edge to edge")),
        tab="style",
    )
    anchor = fields.Text(
        max_length=40,
        pattern=r"[a-z][a-z0-9-]*",
        tab="advanced",
        label="Name for links",
        help="Small letters, digits and hyphens. A link to #name leads here.",
    )
    content = fields.Slot(deny=("Section", "Hero", "Header", "Footer"))

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:
        """A fixed background brings letters that can be read on it."""
        background = props["background"]
        return tokens_on(background) if background.startswith("#") else {}

    @classmethod
    def context(cls, props: Mapping[str, Any], _context: object) -> dict[str, Any]:
        """How the background is called in the style sheet."""
        background = props["background"]
        return {
            "filling": "plain" if not background else "filled" if background.startswith("#") else background
        }
