"""Book: a book with its cover, blurb and shops."""

from collections.abc import Mapping
from typing import Any

from app.components import fields
from app.components.base import Component
from app.components.contrast import ink_on
from app.components.page_context import PageContext

LENGTHS = (("short", 16, 7), ("medium", 32, 8), ("long", 60, 11))
"""Title sizes on generated covers: name, maximum length of the title, maximum length of a word."""


class Book(Component):
    """A book with its cover, or one made from its title, and its blurb, details and shops."""

    category = "Books"
    icon = "book-open"
    preview = {
        "title": "The House by the Tide",
        "links": [{"label": "Bookshop", "link": ""}, {"label": "Your library", "link": ""}],
    }

    title = fields.Text(default="The title of your book", max_length=160, required=True)
    subtitle = fields.Text(default="A novel", max_length=160)
    page = fields.Link(label="Book page", help="The title links to this page.")
    cover = fields.Image(label="Cover", help="Without a picture, we make a cover from the title.")
    blurb = fields.RichText(
        default="<p>Who is it about, what do they want, and what stands in their way?</p>"
    )
    details = fields.Array(
        fields={
            "label": fields.Text(default="Published", max_length=60, label="Label"),
            "value": fields.Text(max_length=160, label="Detail"),
        },
        max=20,
        label="Details",
        item_label="Detail",
    )
    links = fields.Array(
        fields={
            "label": fields.Text(default="A bookshop", max_length=60, label="Name"),
            "link": fields.Link(label="Link"),
        },
        max=20,
        label="Where to get it",
        item_label="Shop",
    )
    layout = fields.Radio(
        options=(
            ("beside", "Cover beside the text"),
            ("centred", "Cover above, centred"),
            ("card", "For a shelf"),
        ),
        tab="style",
        help="On a shelf, a book shows its cover, title and subtitle.",
    )
    level = fields.Select(
        options=(("h2", "Large"), ("h3", "Medium"), ("h1", "Page title")),
        tab="style",
        label="Title size",
    )
    look = fields.Select(
        options=(
            ("frame", "Thin frame"),
            ("label", "A label on patterned paper"),
            ("dots", "A label on dotted paper"),
            ("band", "A band across the cover"),
            ("poster", "Large letters"),
        ),
        tab="style",
        label="Generated cover",
    )
    colour = fields.Colour(tab="style", label="Generated cover colour")

    @classmethod
    def style(cls, props: Mapping[str, Any]) -> dict[str, str]:
        """The colours of a generated cover."""
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
        """The author's name and the size of the title on a generated cover."""
        letters, longest = len(props["title"]), max((len(word) for word in props["title"].split()), default=0)
        fitting = (
            name for name, max_letters, max_word in LENGTHS if letters <= max_letters and longest <= max_word
        )
        return {"author": context.site.author_name, "length": next(fitting, "endless")}
