"""What the page screens ask."""

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
        help="Leave it empty and we make one from the title.",
    )


@dataclass
class PageFile(Form):
    """A page that comes from a file."""

    document = Input(label="File of a page", kind="file", required=False)


@dataclass
class PageDetails(Form):
    """What a page is called and where it is."""

    title = TITLE
    slug = Input(label="Address", kind="slug", max_length=120)
    in_menu = IN_MENU


@dataclass
class HomeDetails(Form):
    """The same of the home page, whose address is the site's."""

    title = TITLE
    in_menu = IN_MENU
