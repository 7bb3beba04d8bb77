"""Button: a link that looks like a button."""

from app.components import fields
from app.components.base import Component


class Button(Component):
    """A link that looks like a button."""

    category = "Words and pictures"
    icon = "mouse-pointer-click"

    label = fields.Text(default="Read a chapter", max_length=80, required=True, label="Button text")
    link = fields.Link(label="Link")
    variant = fields.Radio(
        options=(("solid", "Filled"), ("outline", "Outlined"), ("quiet", "Just text")),
        tab="style",
        label="Look",
    )
    align = fields.Radio(
        options=(("left", "Left"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
