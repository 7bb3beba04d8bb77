"""The form for a readers' password."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Password(Form):
    """What readers are asked for."""

    password = Input(
        label="Password for readers",
        max_length=200,
        autocomplete="off",
        help="You can read it here while you type, because you will tell it to others. We keep it so that "
        "nobody can read it later.",
    )
