"""Shared section: includes a section that several pages show."""

from app.components import fields
from app.components.base import ALL_PERMISSIONS, Component


class Shared(Component, label="Shared section"):
    """A section that several pages show: edit it once, and it changes everywhere.

    The tree's renderer inserts the section's blocks, which are stored in a separate document. This component's
    template is the wrapper for sections with several top-level blocks; a single block needs no wrapper.
    """

    category = "Site"
    icon = "component"
    permissions = ALL_PERMISSIONS - {"insert"}
    preview = {"section": "00000000-0000-4000-8000-000000000000"}

    section = fields.SharedSection()
