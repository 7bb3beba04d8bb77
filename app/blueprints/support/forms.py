"""The form on the support screens."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Visit(Form):
    """The form that starts a support visit."""

    reason = Input(
        label="Reason for your visit",
        max_length=500,
        help="At least ten characters. The author will read this.",
        placeholder="Their heading overlaps on a phone, ticket 1841",
    )
