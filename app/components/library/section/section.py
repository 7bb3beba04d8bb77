"""Section: a stretch of the page with its own background."""

from app.components import fields
from app.components.base import Component


class Section(Component):
    """Holds other components, with a background and space around them."""

    category = "Layout"
    icon = "square"

    content = fields.Slot(deny=("Section", "Hero"))
