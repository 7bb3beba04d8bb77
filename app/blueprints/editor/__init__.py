"""The editor: one screen, its canvas, and a resource for each thing an author does to a page."""

from app.blueprints.editor import (
    assets,
    blocks,
    changes,
    items,
    moves,
    pages,
    pastes,
    patterns,
    selections,
    steps,
)
from app.blueprints.editor.blueprint import bp

__all__ = [
    "assets",
    "blocks",
    "bp",
    "changes",
    "items",
    "moves",
    "pages",
    "pastes",
    "patterns",
    "selections",
    "steps",
]
