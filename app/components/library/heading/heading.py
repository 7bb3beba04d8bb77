"""Heading: a title within a page."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component

SIZES = {"h2": "large", "h3": "medium", "h4": "small"}


class Heading(Component):
    """A title of one of three sizes."""

    category = "Text"
    icon = "heading"
    preview = {"text": "Chapter the first"}

    text = fields.Text(default="A new heading", max_length=200, required=True)
    level = fields.Radio(
        options=(("h2", "Section"), ("h3", "Part"), ("h4", "Detail")),
        label="Stands above a",
        help="Screen readers and search engines read the page's outline from it.",
    )
    size = fields.Select(
        options=(("level", "As it is"), ("large", "Large"), ("medium", "Medium"), ("small", "Small")),
        tab="style",
        responsive=True,
    )
    align = fields.Radio(
        options=(("left", "Start"), ("center", "Centre")), tab="style", label="Alignment", responsive=True
    )
    anchor = fields.Text(
        max_length=40,
        pattern=r"[a-z][a-z0-9-]*",
        tab="advanced",
        label="Name for links",
        help="Small letters, digits and hyphens. A link to #name leads here.",
    )

    @classmethod
    def context(cls, props: Mapping[str, Any], _context: object) -> dict[str, Any]:
        """How large it is set."""
        return {"set": SIZES[props["level"]] if props["size"] == "level" else props["size"]}
