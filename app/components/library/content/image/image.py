"""Image: a picture with its caption."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.files import AVIF, Picture, When
from app.components.page_context import PageContext


class Image(Component, label="Picture"):
    """A picture, with a caption and a link if you like."""

    category = "Words and pictures"
    icon = "image"
    preview = {
        "image": {"src": "asset:field-notes/pond.svg", "alt": "A pond, drawn from above", "decorative": False}
    }

    script = When.INTERACTION

    image = fields.Image(label="Picture")
    caption = fields.RichText(label="Caption")
    link = fields.Link(label="Link")
    opens = fields.Boolean(
        label="Can be enlarged",
        help="Readers can view it full-screen. Only for pictures with a description and without a link.",
    )
    ratio = fields.Select(
        options=(
            ("landscape", "Landscape, 3:2"),
            ("wide", "Wide, 21:9"),
            ("square", "Square"),
            ("portrait", "Portrait, 2:3"),
            ("natural", "Original"),
        ),
        tab="style",
        label="Proportions",
        responsive=True,
    )
    width = fields.Radio(
        options=(("full", "Full"), ("text", "Text width"), ("small", "Small")),
        tab="style",
        responsive=True,
    )
    align = fields.Radio(
        options=(("left", "Left"), ("center", "Centred")),
        tab="style",
        label="Alignment",
        responsive=True,
    )
    shape = fields.Radio(options=(("plain", "Rectangle"), ("round", "Round")), tab="style")

    @classmethod
    def needs_script(cls, props: Mapping[str, Any]) -> bool:
        """Whether clicking the picture enlarges it."""
        if not props["opens"] or props["link"]:
            return False
        image = props["image"]
        return bool(image and image["src"] and image["alt"] and not image["decorative"])

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:
        """The URL of the picture's largest file; '' if clicking the picture does not enlarge it."""
        if not cls.needs_script(props):
            return {"large": ""}
        return {"large": largest(context.picture(props["image"]["src"]))}


def largest(picture: Picture) -> str:
    """The URL of a picture's largest file in a format that every browser supports."""
    files = [size for size in picture.sizes if size.kind != AVIF]
    return max(files, key=lambda size: size.width).address if files else picture.address
