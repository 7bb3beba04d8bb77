"""Recipe: a component outside the library, such as a tenant might have."""

from app.components import fields
from app.components.base import Component


class Recipe(Component):
    """A dish, and how it is made."""

    category = "Kitchen"
    icon = "book-open"

    dish = fields.Text(default="The name of the dish", required=True)
    method = fields.RichText(default="<p>What to do.</p>")
    aside = fields.Slot(label="Beside it")
