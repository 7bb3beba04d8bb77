"""Links that lead somewhere: redirects, and passwords that stand before pages."""

from app.blueprints.links import checks, imports, locks, redirects
from app.blueprints.links.blueprint import bp

__all__ = ["bp", "checks", "imports", "locks", "redirects"]
