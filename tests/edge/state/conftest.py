"""Fixtures: an edge agent that follows the test's database."""

import pytest

from tests.edge.state.support import following


@pytest.fixture
def agent(clean_database, tmp_path):
    with following(clean_database, tmp_path / "edge") as agent:
        yield agent
