"""Fixtures shared with the neighbouring package."""

from tests.services.documents.conftest import ada, desk

__all__ = ["ada", "desk"]
