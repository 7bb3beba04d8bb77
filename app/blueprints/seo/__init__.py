"""How a site and its pages look in search results and when they are shared."""

from app.blueprints.seo import page_search, site_search
from app.blueprints.seo.blueprint import bp

__all__ = ["bp", "page_search", "site_search"]
