"""An author beside tenants and strangers who take as much of the server as they are allowed."""

import pytest

from bench import neighbours
from bench.report import Options


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_an_author_works_at_most_half_as_fast_beside_the_others_and_nothing_is_left_stuck():
    rows = neighbours.measure(Options())

    assert [row for row in rows if row.is_met is False] == []
