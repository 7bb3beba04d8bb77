"""Publications of a site, and rollbacks."""

from app.blueprints.publishing import cancellations, deliveries, held_pages, publications, rollbacks
from app.blueprints.publishing.blueprint import bp

__all__ = ["bp", "cancellations", "deliveries", "held_pages", "publications", "rollbacks"]
