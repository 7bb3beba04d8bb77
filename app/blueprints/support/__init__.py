"""Support: finding authors and visiting their sites."""

from app.blueprints.support import parked, tenants, visits
from app.blueprints.support.blueprint import bp

__all__ = ["bp", "parked", "tenants", "visits"]
