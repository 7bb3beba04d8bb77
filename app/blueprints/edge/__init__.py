"""What readers of published sites send: their edge's Caddy passes it on, and nothing else of theirs."""

from app.blueprints.edge import unlocks
from app.blueprints.edge.blueprint import bp

__all__ = ["bp", "unlocks"]
