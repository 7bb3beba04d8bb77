"""The pages of a site and its trash."""

from app.blueprints.pages import deletions, files, history, home, missing, pages, placements, search, trash
from app.blueprints.pages.blueprint import bp

__all__ = ["bp", "deletions", "files", "history", "home", "missing", "pages", "placements", "search", "trash"]
