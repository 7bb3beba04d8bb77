"""A tree as HTML."""

from app.tree.rendering.render import (
    Rendered,
    render_block,
    render_page,
)
from app.tree.rendering.shared_sections import (
    SHARED,
    SharedSection,
    Tops,
    covers,
    leaves_out,
    section_of,
    sections_in,
    tops_of,
)

__all__ = [
    "SHARED",
    "Rendered",
    "SharedSection",
    "Tops",
    "covers",
    "leaves_out",
    "render_block",
    "render_page",
    "section_of",
    "sections_in",
    "tops_of",
]
