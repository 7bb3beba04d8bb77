"""Hero: how a page opens."""

from app.components import fields
from app.components.base import Component


class Hero(Component):
    """Opening section: a heading, a lead and up to two buttons."""

    category = "Sections"
    icon = "panel-top"

    eyebrow = fields.Text(max_length=80, label="Small line above")
    heading = fields.Text(default="Say it in one line", max_length=120, required=True)
    lead = fields.RichText(default="<p>Then tell readers, in a sentence or two, what waits for them here.</p>")
    align = fields.Radio(options=(("left", "Left"), ("center", "Centre")), tab="style", label="Alignment")
    height = fields.Select(
        options=(("normal", "As tall as its text"), ("tall", "Tall")), tab="style", label="Height"
    )
    actions = fields.Slot(allow=("Button",), max=2, label="Buttons")
