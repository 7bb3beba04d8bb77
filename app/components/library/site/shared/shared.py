"""Shared section: a place where a page shows a section that other pages show too."""

from app.components import fields
from app.components.base import ALL_PERMISSIONS, Component


class Shared(Component, label="Shared section"):
    """A section that several pages show: edit it once, and it changes everywhere.

    What it shows stands in the section's own document, and the tree's renderer puts it in place. A section
    that holds one part needs no element around it; this component's template is for those that hold more.
    """

    category = "Site"
    icon = "component"
    permissions = ALL_PERMISSIONS - {"insert"}
    preview = {"section": "00000000-0000-4000-8000-000000000000"}

    section = fields.SharedSection()
