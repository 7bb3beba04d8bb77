"""The pages of a site and its trash."""

from app.blueprints.pages import deletions, files, home, not_found_page, pages, placements, trash
from app.blueprints.pages.blueprint import bp

__all__ = ["bp", "deletions", "files", "home", "not_found_page", "pages", "placements", "trash"]
