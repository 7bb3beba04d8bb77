"""Fixtures shared with the tests of documents: a page of Ada's, with helpers for editing it."""

from tests.services.documents.conftest import ada, desk

__all__ = ["ada", "desk"]
