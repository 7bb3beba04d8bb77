"""The forms for redirects."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Redirect(Form):
    """A redirect."""

    from_path = Input(
        label="From",
        kind="slug",
        max_length=1000,
        placeholder="/old-page",
        help="An address that has no page any more. With /* at the end it is everything in that folder.",
    )
    target = Input(
        label="To",
        kind="slug",
        max_length=2000,
        required=False,
        optional_note="unless it is gone",
        placeholder="/books",
        help="A page of yours, such as /books, or an address elsewhere. If you rename the page later, "
        "we follow it.",
    )
    kind = Input(
        label="How",
        kind="radio",
        options=(
            ("moved", "It moved for good"),
            ("temporary", "Only for now"),
            ("gone", "It is gone: say so, and lead nowhere"),
        ),
    )


@dataclass
class RedirectTable(Form):
    """Many redirects, as a file or as the text of one."""

    table = Input(label="Table of redirects", kind="textarea", max_length=2_000_000, required=False)
