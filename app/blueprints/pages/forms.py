"""What the page screens ask."""

from dataclasses import dataclass

from app.web.forms import Form, Input


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
class PageDetails(Form):
    """What a page is called and where it is."""

    title = Input(label="Title", max_length=120)
    slug = Input(label="Address", kind="slug", max_length=120, required=False)
    meta_description = Input(
        label="Description",
        kind="textarea",
        max_length=300,
        required=False,
        help="A sentence or two that search engines show below the title.",
    )
    in_menu = Input(label="Show it in the menu", kind="checkbox", required=False, max_length=5)
