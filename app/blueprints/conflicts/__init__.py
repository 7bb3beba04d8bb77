"""Texts that two people changed at once: the list, one of them, and the author's choice."""

from app.blueprints.conflicts import conflicts
from app.blueprints.conflicts.blueprint import bp

__all__ = ["bp", "conflicts"]
