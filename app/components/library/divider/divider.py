"""Divider: a pause between two thoughts."""

from app.components import fields
from app.components.base import Component


class Divider(Component):
    """A line, a short rule or a printer's mark."""

    category = "Text"
    icon = "separator-horizontal"
    preview = {"look": "stars"}

    look = fields.Radio(
        options=(("line", "Line"), ("short", "Short line"), ("stars", "Three stars"), ("diamond", "Diamond")),
        tab="style",
    )
