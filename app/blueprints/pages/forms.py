"""Forms of the page screens."""

from dataclasses import dataclass

from app.web.forms import Form, Input

TITLE = Input(label="Title", max_length=120)
IN_MENU = Input(label="Show it in the menu", kind="checkbox", required=False, max_length=5)


@dataclass
class NewPage(Form):
    """A new page."""

    title = Input(label="Title", max_length=120, placeholder="Letters from Bath")
    slug = Input(
        label="Address",
        kind="slug",
        max_length=120,
        required=False,
        help="Leave it empty to create one from the title.",
    )


@dataclass
class PageFile(Form):
    """Import of a page."""

    document = Input(label="Page file", kind="file", required=False)


@dataclass
class PageDetails(Form):
    """A page's details."""

    title = TITLE
    slug = Input(label="Address", kind="slug", max_length=120)
    in_menu = IN_MENU


@dataclass
class HomeDetails(Form):
    """The home page's details: without a slug, because its address is the site's."""

    title = TITLE
    in_menu = IN_MENU
