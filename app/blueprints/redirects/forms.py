"""The forms for redirects."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Redirect(Form):
    """The form for a redirect."""

    from_path = Input(
        label="From",
        kind="slug",
        max_length=1000,
        placeholder="/old-page",
        help="An address that no longer has a page. End it with /* to redirect everything in that folder.",
    )
    target = Input(
        label="To",
        kind="slug",
        max_length=2000,
        required=False,
        optional_note="not needed if it’s gone",
        placeholder="/books",
        help="One of your pages, such as /books, or another address. If you change that page’s "
        "address later, the redirect will still lead to it.",
    )
    kind = Input(
        label="Type",
        kind="radio",
        options=(
            ("moved", "Permanent"),
            ("temporary", "Temporary"),
            ("gone", "Gone: tell readers that the page no longer exists"),
        ),
    )


@dataclass
class RedirectTable(Form):
    """The form for a table of redirects as CSV text."""

    table = Input(label="CSV file", kind="textarea", max_length=2_000_000, required=False)
