"""The names of sites and of their authors, which appear in titles and emails."""

from app.components.text import one_line
from app.errors import Invalid


def clean_name(given: str, field: str) -> str:
    """Return a name as a single line. Raises Invalid, for the given field, if nothing of it is visible."""
    name = one_line(given)
    if not name:
        raise Invalid("Please fill this in.", field=field)
    return name
