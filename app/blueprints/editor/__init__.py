"""The editor: one screen, its canvas, and a resource for each thing an author does to a page."""

from app.blueprints.editor import (
    assets,
    blocks,
    changes,
    conflicts,
    items,
    matches,
    moves,
    pages,
    pastes,
    patterns,
    presence,
    replacements,
    saved_sections,
    sections,
    selections,
    shared_sections,
    steps,
)
from app.blueprints.editor.blueprint import bp

__all__ = [
    "assets",
    "blocks",
    "bp",
    "changes",
    "conflicts",
    "items",
    "matches",
    "moves",
    "pages",
    "pastes",
    "patterns",
    "presence",
    "replacements",
    "saved_sections",
    "sections",
    "selections",
    "shared_sections",
    "steps",
]
