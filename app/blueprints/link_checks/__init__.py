"""Broken links."""

from app.blueprints.link_checks import checks
from app.blueprints.link_checks.blueprint import bp

__all__ = ["bp", "checks"]
