"""For development only: shows emails instead of sending them."""

from app.blueprints.dev import mail
from app.blueprints.dev.blueprint import bp

__all__ = ["bp", "mail"]
