"""The history of pages and sites: versions, comparisons and restorations."""

from app.blueprints.history import comparisons, page_history, restorations, site_history, versions
from app.blueprints.history.blueprint import bp

__all__ = ["bp", "comparisons", "page_history", "restorations", "site_history", "versions"]
