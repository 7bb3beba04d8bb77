"""The editor: one screen, its canvas, and a resource for each thing an author does to a page."""

from app.blueprints.editing import (
    blocks,
    changes,
    editor,
    gallery_files,
    items,
    moves,
    pastes,
    patterns,
    presence,
    selections,
    undos,
)
from app.blueprints.editing.blueprint import bp

__all__ = [
    "blocks",
    "bp",
    "changes",
    "editor",
    "gallery_files",
    "items",
    "moves",
    "pastes",
    "patterns",
    "presence",
    "selections",
    "undos",
]
