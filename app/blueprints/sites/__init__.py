"""Sites: the list, creating one from the gallery, and a site's settings."""

from app.blueprints.sites import covers, settings, sites
from app.blueprints.sites.blueprint import bp

__all__ = ["bp", "covers", "settings", "sites"]
