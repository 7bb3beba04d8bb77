"""Requests from readers of published sites. Caddy on an edge forwards no others to the app."""

from app.blueprints.edge import unlocks
from app.blueprints.edge.blueprint import bp

__all__ = ["bp", "unlocks"]
