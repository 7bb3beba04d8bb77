"""Footer: replaces the template's footer on this page."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.page_context import PageContext


class Footer(Component):
    """A footer for this page, in place of the site’s."""

    category = "Site"
    icon = "panel-bottom"
    preview = {"links": [{"label": "Instagram", "link": ""}, {"label": "Goodreads", "link": ""}]}

    text = fields.RichText(default="<p>Thank you for reading.</p>", label="Closing text")
    show_menu = fields.Boolean(default=True, label="Show the menu")
    links = fields.Array(
        fields={
            "label": fields.Text(default="A link", max_length=60, label="Text"),
            "link": fields.Link(label="Link"),
        },
        max=12,
        label="Links",
        item_label="Link",
    )
    small = fields.Text(max_length=200, label="Small print", help="For example, a copyright line.")
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
