"""Fixtures shared with the sibling package."""

from tests.services.conflicts.conftest import ada, bob

__all__ = ["ada", "bob"]
