"""Fixtures shared with the neighbouring package."""

from tests.services.conflicts.conftest import ada, bob

__all__ = ["ada", "bob"]
