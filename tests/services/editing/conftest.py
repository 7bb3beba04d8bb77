"""Fixtures shared with the tests of conflicts: tabs of two users on the same page."""

from tests.services.conflicts.conftest import ada, bob

__all__ = ["ada", "bob"]
