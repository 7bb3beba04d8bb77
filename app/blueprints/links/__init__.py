"""Links that lead somewhere: redirects."""

from app.blueprints.links import imports, redirects
from app.blueprints.links.blueprint import bp

__all__ = ["bp", "imports", "redirects"]
