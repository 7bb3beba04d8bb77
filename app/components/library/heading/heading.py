"""Heading: a title within a page."""

from app.components import fields
from app.components.base import Component


class Heading(Component):
    """A title of one of three sizes."""

    category = "Text"
    icon = "heading"

    text = fields.Text(default="A new heading", max_length=200, required=True)
    level = fields.Radio(options=(("h2", "Large"), ("h3", "Medium"), ("h4", "Small")), label="Size")
    align = fields.Radio(options=(("left", "Left"), ("center", "Centre")), tab="style", label="Alignment")
