"""Heading: a title within a page."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component

SIZES = {"h2": "large", "h3": "medium", "h4": "small"}


class Heading(Component):
    """A heading at one of three levels."""

    category = "Words and pictures"
    icon = "heading"
    preview = {"text": "Chapter the first"}

    text = fields.Text(default="A new heading", max_length=200, required=True)
    level = fields.Radio(
        options=(("h2", "Chapter"), ("h3", "Section"), ("h4", "Detail")),
        label="Level",
        help="It tells screen readers and search engines how the page is organised. "
        "You can change the size under Style.",
    )
    size = fields.Select(
        options=(("level", "Match level"), ("large", "Large"), ("medium", "Medium"), ("small", "Small")),
        tab="style",
        responsive=True,
    )
    align = fields.Radio(
        options=(("left", "Left"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    anchor = fields.Text(
        max_length=40,
        pattern=r"[a-z][a-z0-9-]*",
        tab="advanced",
        label="Name for links",
        help="Lowercase letters, digits and hyphens. A link to #name jumps here.",
    )

    @classmethod
    def context(cls, props: Mapping[str, Any], _context: object) -> dict[str, Any]:
        """The size of the text."""
        return {"set": SIZES[props["level"]] if props["size"] == "level" else props["size"]}
