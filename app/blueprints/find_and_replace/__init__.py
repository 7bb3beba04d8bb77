"""Find and replace on one page or on all pages of a site."""

from app.blueprints.find_and_replace import matches, replacements
from app.blueprints.find_and_replace.blueprint import bp

__all__ = ["bp", "matches", "replacements"]
