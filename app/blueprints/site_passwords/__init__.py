"""Passwords that readers need for a site or one of its pages."""

from app.blueprints.site_passwords import site_passwords
from app.blueprints.site_passwords.blueprint import bp

__all__ = ["bp", "site_passwords"]
