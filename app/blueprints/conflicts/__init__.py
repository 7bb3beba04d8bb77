"""Text conflicts: the list, the dialog for a single conflict, and resolving it."""

from app.blueprints.conflicts import conflicts
from app.blueprints.conflicts.blueprint import bp

__all__ = ["bp", "conflicts"]
