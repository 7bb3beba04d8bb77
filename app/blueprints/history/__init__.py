"""The history of a page and of a site: versions, comparisons, restorations."""

from app.blueprints.history import comparisons, page_history, restorations, site_history, versions
from app.blueprints.history.blueprint import bp

__all__ = ["bp", "comparisons", "page_history", "restorations", "site_history", "versions"]
