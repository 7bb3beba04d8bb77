"""One QuillSpace of their own for tests that break things."""

from collections.abc import Iterator

import pytest

from tests.faults.town import Town
from tests.running import start_quillspace


@pytest.fixture(scope="package")
def town() -> Iterator[Town]:
    """A whole running QuillSpace."""
    with start_quillspace() as running:
        town = Town(running)
        yield town
        town.engine.dispose()
