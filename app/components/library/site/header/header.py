"""Header: the site's name and menu, in place of the template's own on this page."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.page_context import PageContext


class Header(Component):
    """The top of this page, in place of the one that the design brings."""

    category = "Site"
    icon = "panels-top-left"
    preview = {"links": [{"label": "Newsletter", "link": ""}]}

    show_tagline = fields.Boolean(label="Show the tagline")
    show_menu = fields.Boolean(default=True, label="Show the menu")
    links = fields.Array(
        fields={
            "label": fields.Text(default="A link", max_length=60, label="Words"),
            "link": fields.Link(label="Leads to"),
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
        """The menu of the site."""
        return {"menu": context.menu() if props["show_menu"] else []}
