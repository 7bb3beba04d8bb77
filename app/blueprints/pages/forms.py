"""The forms on the page screens."""

from dataclasses import dataclass

from app.web.forms import Form, Input

TITLE = Input(label="Title", max_length=120)
IN_MENU = Input(label="Show it in the menu", kind="checkbox", required=False, max_length=5)


@dataclass
class NewPage(Form):
    """The form for a new page."""

    title = Input(label="Title", max_length=120, placeholder="Letters from Bath")
    slug = Input(
        label="Address",
        kind="slug",
        max_length=120,
        required=False,
        help="Leave this empty to create one from the title.",
    )


@dataclass
class PageFile(Form):
    """The form that imports a page."""

    document = Input(label="Page file", kind="file", required=False)


@dataclass
class PageDetails(Form):
    """The form for a page's details."""

    title = TITLE
    slug = Input(label="Address", kind="slug", max_length=120)
    in_menu = IN_MENU


@dataclass
class HomeDetails(Form):
    """The form for the home page's details: without a slug, because its URL is that of the site."""

    title = TITLE
    in_menu = IN_MENU
