"""Divider: a line or ornament between two blocks."""

from app.components import fields
from app.components.base import Component


class Divider(Component):
    """A pause between two thoughts: a line, three stars or a diamond."""

    category = "Words and pictures"
    icon = "separator-horizontal"
    preview = {"look": "stars"}

    look = fields.Radio(
        options=(("line", "Line"), ("short", "Short line"), ("stars", "Three stars"), ("diamond", "Diamond")),
        tab="style",
    )
