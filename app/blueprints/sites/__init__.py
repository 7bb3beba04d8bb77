"""Sites: the list, a new one from the gallery, its settings."""

from app.blueprints.sites import previews, search, settings, sites
from app.blueprints.sites.blueprint import bp

__all__ = ["bp", "previews", "search", "settings", "sites"]
