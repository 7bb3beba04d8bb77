"""Heading: a title within a page."""

from app.components import fields
from app.components.base import Component


class Heading(Component):
    """A title of one of three sizes."""

    category = "Text"
    icon = "heading"
    preview = {"text": "Chapter the first"}

    text = fields.Text(default="A new heading", max_length=200, required=True)
    level = fields.Radio(options=(("h2", "Large"), ("h3", "Medium"), ("h4", "Small")), label="Size")
    align = fields.Radio(options=(("left", "Start"), ("center", "Centre")), tab="style", label="Alignment")
    anchor = fields.Text(
        max_length=40,
        pattern=r"[a-z][a-z0-9-]*",
        tab="advanced",
        label="Name for links",
        help="Small letters, digits and hyphens. A link to #name leads here.",
    )
