"""The names of people, which appear in emails and on other people's screens."""

import re

from app.components.text import one_line
from app.errors import Invalid

MAX_LENGTH = 80
# "J.R.R. Tolkien", "e.e.cummings" and "Dr.Seuss" are names; "books.com" is an address.
_ADDRESS = re.compile(r"@|//|(?i:https?:|www\.)|[^\W_]{2,}\.[a-z]{2,}")


def clean_name(given: str) -> str:
    """Return a person's name as a single line. Raises Invalid, for the field `name`."""
    name = one_line(given)
    if not name:
        raise Invalid("Please fill this in.", field="name")
    if len(name) > MAX_LENGTH:
        raise Invalid(f"Please use at most {MAX_LENGTH} characters.", field="name")
    if _ADDRESS.search(name):
        raise Invalid("Please enter only a name, without a web or email address.", field="name")
    return name
