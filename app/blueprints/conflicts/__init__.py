"""Text conflicts: the list, the dialog for one, and its resolution."""

from app.blueprints.conflicts import conflicts
from app.blueprints.conflicts.blueprint import bp

__all__ = ["bp", "conflicts"]
