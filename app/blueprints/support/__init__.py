"""Our staff finding an author and looking in to help."""

from app.blueprints.support import tenants, visits
from app.blueprints.support.blueprint import bp

__all__ = ["bp", "tenants", "visits"]
