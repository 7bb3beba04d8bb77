"""Spacer: empty space."""

from app.components import fields
from app.components.base import Component


class Spacer(Component, label="Space"):
    """Room to breathe between two parts."""

    category = "Layout"
    icon = "move-vertical"

    size = fields.Radio(
        options=(("medium", "Medium"), ("small", "Small"), ("large", "Large"), ("huge", "Very large")),
        tab="style",
        label="Height",
        responsive=True,
    )
