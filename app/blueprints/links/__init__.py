"""Links that lead somewhere: redirects, and passwords that stand before pages."""

from app.blueprints.links import imports, locks, redirects
from app.blueprints.links.blueprint import bp

__all__ = ["bp", "imports", "locks", "redirects"]
