"""Redirects: the list, the form, import and export."""

from app.blueprints.redirects import imports, redirects
from app.blueprints.redirects.blueprint import bp

__all__ = ["bp", "imports", "redirects"]
