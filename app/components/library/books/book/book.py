"""Book: one book, with its cover, what it is about and where to get it."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.contrast import ink_on
from app.components.page_context import PageContext

LENGTHS = (("short", 16, 7), ("medium", 32, 8), ("long", 60, 11))
"""Titles up to so many letters, and with words up to so many, are set this large on a cover that we draw."""


class Book(Component):
    """A book: its cover, or one that we set from its title; the blurb, details and shops."""

    category = "Books"
    icon = "book-open"
    preview = {
        "title": "The House by the Tide",
        "links": [{"label": "Bookshop", "link": ""}, {"label": "Your library", "link": ""}],
    }

    title = fields.Text(default="The title of your book", max_length=160, required=True)
    subtitle = fields.Text(default="A novel", max_length=160)
    page = fields.Link(label="Its own page", help="Where a click on the title leads.")
    cover = fields.Image(label="Cover", help="Without one, we set a cover from the title.")
    blurb = fields.RichText(
        default="<p>Who is it about, what do they want, and what stands in their way?</p>"
    )
    details = fields.Array(
        fields={
            "label": fields.Text(default="Published", max_length=60, label="Kind"),
            "value": fields.Text(max_length=160, label="Detail"),
        },
        max=20,
        label="Details",
        item_label="Detail",
    )
    links = fields.Array(
        fields={
            "label": fields.Text(default="A bookshop", max_length=60, label="Name"),
            "link": fields.Link(label="Leads to"),
        },
        max=20,
        label="Where to get it",
        item_label="Shop",
    )
    layout = fields.Radio(
        options=(
            ("beside", "Cover beside the words"),
            ("centred", "Cover above, centred"),
            ("card", "For a shelf"),
        ),
        tab="style",
        help="On a shelf, a book shows its cover, title and subtitle.",
    )
    level = fields.Select(
        options=(("h2", "Large"), ("h3", "Medium"), ("h1", "The page's own title")),
        tab="style",
        label="Title size",
    )
    look = fields.Select(
        options=(
            ("frame", "A frame of thin lines"),
            ("label", "A label on patterned paper"),
            ("dots", "A label on dotted paper"),
            ("band", "A band across"),
            ("poster", "Large letters"),
        ),
        tab="style",
        label="Cover that we set",
    )
    colour = fields.Colour(tab="style", label="Colour of that cover")

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:
        """The colours of the cover that we set."""
        colour = props["colour"]
        if colour.startswith("#"):
            return {"--cover": colour, "--cover-ink": ink_on(colour)}
        if colour in ("ink", "quiet"):
            return {"--cover": f"var(--{colour})", "--cover-ink": "var(--paper)"}
        return (
            {"--cover": f"var(--{colour})", "--cover-ink": "var(--ink)"}
            if colour not in ("", "accent")
            else {}
        )

    @classmethod
    def context(cls, props: Mapping[str, Any], context: PageContext) -> dict[str, Any]:
        """Whose name is on the cover, and how large the title may be there."""
        letters, longest = len(props["title"]), max((len(word) for word in props["title"].split()), default=0)
        fitting = (name for name, most, word in LENGTHS if letters <= most and longest <= word)
        return {"author": context.site.author_name, "length": next(fitting, "endless")}
