"""Renders a tree to HTML."""

from app.tree.rendering.render import (
    Rendered,
    render_block,
    render_page,
)
from app.tree.rendering.shared_sections import (
    SHARED,
    SharedSection,
    TopLevel,
    hides_part,
    replaces_design_part,
    section_of,
    sections_in,
    top_level_of,
)

__all__ = [
    "SHARED",
    "Rendered",
    "SharedSection",
    "TopLevel",
    "hides_part",
    "render_block",
    "render_page",
    "replaces_design_part",
    "section_of",
    "sections_in",
    "top_level_of",
]
