"""Button: one thing to do next."""

from app.components import fields
from app.components.base import Component


class Button(Component):
    """A link that looks like a button."""

    category = "Text"
    icon = "mouse-pointer-click"
    preview = {"label": "Read a chapter"}

    label = fields.Text(default="Read more", max_length=80, required=True)
    link = fields.Link(label="Leads to")
    variant = fields.Radio(
        options=(("solid", "Filled"), ("outline", "Outlined"), ("quiet", "Just text")),
        tab="style",
        label="Look",
    )
    align = fields.Radio(
        options=(("left", "Start"), ("center", "Centre")), tab="style", label="Alignment", responsive=True
    )
