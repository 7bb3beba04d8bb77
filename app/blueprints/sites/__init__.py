"""Sites: the list, a new one from the gallery, its settings."""

from app.blueprints.sites import covers, settings, sites
from app.blueprints.sites.blueprint import bp

__all__ = ["bp", "covers", "settings", "sites"]
