"""The editor: its screen, its canvas, and a resource for each action on a page."""

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
