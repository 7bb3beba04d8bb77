"""Requests of readers of published sites; the edge's Caddy forwards only these."""

from app.blueprints.edge import unlocks
from app.blueprints.edge.blueprint import bp

__all__ = ["bp", "unlocks"]
