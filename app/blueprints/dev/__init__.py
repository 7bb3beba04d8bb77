"""Development only: emails that were not sent."""

from app.blueprints.dev import mail
from app.blueprints.dev.blueprint import bp

__all__ = ["bp", "mail"]
