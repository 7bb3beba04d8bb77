"""Hero: the opening of a page, with its title."""

from app.components import fields
from app.components.base import Component


class Hero(Component, label="Opening"):
    """How a page begins: its title, a few words, up to two buttons, and a picture if you have one."""

    category = "Sections"
    icon = "panel-top"
    preview = {
        "eyebrow": "A novel",
        "heading": "The house by the tide",
        "actions": [{"type": "Button", "props": {"id": "Button-preview", "label": "Read the first chapter"}}],
    }

    eyebrow = fields.Text(max_length=80, label="Line above the heading")
    heading = fields.Text(default="Say it in one line", max_length=120, required=True)
    lead = fields.RichText(
        label="Introduction",
        default="<p>Then tell readers, in a sentence or two, what waits for them here.</p>",
    )
    image = fields.Image(label="Picture")
    align = fields.Radio(
        options=(("left", "Left"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    height = fields.Select(
        options=(("normal", "As tall as its text"), ("tall", "Tall"), ("low", "Low")),
        tab="style",
        label="Height",
        responsive=True,
    )
    picture = fields.Select(
        options=(
            ("beside", "Beside the text"),
            ("below", "Below the text, wide"),
            ("above", "Above the text, wide"),
        ),
        tab="style",
        label="Picture position",
        responsive=True,
    )
    ratio = fields.Select(
        options=(
            ("portrait", "Portrait, 4:5"),
            ("square", "Square"),
            ("landscape", "Landscape, 3:2"),
            ("wide", "Wide, 21:9"),
        ),
        tab="style",
        label="Picture proportions",
    )
    actions = fields.Slot(allow=("Button",), max=2, label="Buttons")
