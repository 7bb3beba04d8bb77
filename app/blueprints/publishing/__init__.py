"""Publications of a site, and the way back to an earlier one."""

from app.blueprints.publishing import (
    deliveries,
    held,
    looks,
    page_previews,
    previews,
    publications,
    rollbacks,
    stops,
)
from app.blueprints.publishing.blueprint import bp

__all__ = [
    "bp",
    "deliveries",
    "held",
    "looks",
    "page_previews",
    "previews",
    "publications",
    "rollbacks",
    "stops",
]
