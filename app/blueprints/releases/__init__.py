"""Releases: pages that go live together at a scheduled time."""

from app.blueprints.releases import releases, transitions
from app.blueprints.releases.blueprint import bp

__all__ = ["bp", "releases", "transitions"]
