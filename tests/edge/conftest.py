"""Fixtures: an agent without a database, for tests of its HTTP server."""

from collections.abc import Iterator

import pytest

from tests.edge.support import Edge, pages


@pytest.fixture
def edge(tmp_path) -> Iterator[Edge]:
    """An edge whose agent started from a snapshot, with Ada's site laid out."""
    edge = Edge(tmp_path)
    site = edge.publish("ada.localhost", pages("Ada"))
    edge.redirect("www.ada.example", "ada.localhost", site)
    edge.start()
    yield edge
    edge.stop()
