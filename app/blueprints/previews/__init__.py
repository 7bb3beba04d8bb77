"""Preview links: for a site, a page, or an earlier build."""

from app.blueprints.previews import build_previews, page_previews, previews
from app.blueprints.previews.blueprint import bp

__all__ = ["bp", "build_previews", "page_previews", "previews"]
