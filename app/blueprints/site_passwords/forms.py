"""The form for the readers' password of a site or page."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Password(Form):
    """The form that sets a password for readers."""

    password = Input(
        label="Password for readers",
        max_length=200,
        autocomplete="off",
        help="You can see it as you type, because you’ll share it with others. We store it in a form "
        "that nobody can read.",
    )
