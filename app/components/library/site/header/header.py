"""Header: the site's name and menu; replaces the template's header on this page."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.page_context import PageContext


class Header(Component):
    """A header for this page, in place of the site’s."""

    category = "Site"
    icon = "panels-top-left"
    preview = {"links": [{"label": "Newsletter", "link": ""}]}

    show_tagline = fields.Boolean(label="Show the tagline")
    show_menu = fields.Boolean(default=True, label="Show the menu")
    links = fields.Array(
        fields={
            "label": fields.Text(default="A link", max_length=60, label="Text"),
            "link": fields.Link(label="Link"),
        },
        max=8,
        label="More links",
        item_label="Link",
    )
    align = fields.Radio(
        options=(("apart", "Side by side"), ("center", "Centred")),
        tab="style",
        label="Layout",
        responsive=True,
    )

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:
        """The site's menu, if it is shown."""
        return {"menu": context.menu() if props["show_menu"] else []}
