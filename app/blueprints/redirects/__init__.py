"""Links that lead somewhere: redirects, and passwords that stand before pages."""

from app.blueprints.redirects import imports, redirects
from app.blueprints.redirects.blueprint import bp

__all__ = ["bp", "imports", "redirects"]
