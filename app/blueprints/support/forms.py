"""What the support screens ask."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class Visit(Form):
    """Looking at an author's sites."""

    reason = Input(
        label="Why you look",
        max_length=500,
        help="Ten letters or more. The author reads this.",
        placeholder="Their heading overlaps on a phone, ticket 1841",
    )
