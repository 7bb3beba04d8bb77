"""Image: a picture with its caption."""

from app.components import fields
from app.components.base import Component


class Image(Component, label="Picture"):
    """A picture in a frame of fixed proportions, so that nothing jumps while it loads."""

    category = "Words and pictures"
    icon = "image"
    preview = {
        "image": {"src": "asset:field-notes/pond.svg", "alt": "A pond, drawn from above", "decorative": False}
    }

    image = fields.Image(label="Picture")
    caption = fields.RichText(label="Caption")
    link = fields.Link(label="Leads to")
    ratio = fields.Select(
        options=(
            ("landscape", "Landscape, 3:2"),
            ("wide", "Wide, 21:9"),
            ("square", "Square"),
            ("portrait", "Portrait, 2:3"),
            ("natural", "As it is"),
        ),
        tab="style",
        label="Proportions",
        responsive=True,
    )
    width = fields.Radio(
        options=(("full", "Full"), ("text", "As wide as text"), ("small", "Small")),
        tab="style",
        responsive=True,
    )
    align = fields.Radio(
        options=(("left", "At the start"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    shape = fields.Radio(options=(("plain", "Rectangle"), ("round", "Round")), tab="style")
