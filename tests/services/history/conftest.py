"""Fixtures shared with the sibling package."""

from tests.services.documents.conftest import ada, desk

__all__ = ["ada", "desk"]
