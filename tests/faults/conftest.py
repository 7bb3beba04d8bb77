"""One QuillSpace of their own for tests that break things."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import weed as weed_server
from tests.faults.town import Town
from tests.running import start_quillspace


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """A whole running QuillSpace. It outlives this folder: files of other folders run between those of this one."""
    with start_quillspace() as running:
        town = Town(running)
        yield town
        town.engine.dispose()


@pytest.fixture(autouse=True)
def _here(request: pytest.FixtureRequest) -> None:
    """Each test speaks to the QuillSpace that it breaks, whatever the one before spoke to."""
    for name in {"town", "harbour", "coast"} & set(request.fixturenames):
        place = request.getfixturevalue(name)
        (place if isinstance(place, Town) else place.town).speak_to()


@dataclass
class Harbour:
    """A whole QuillSpace whose files are in a bucket, and the server of that bucket, which can be killed too."""

    town: Town
    weed: weed_server.Weed


@pytest.fixture(scope="package")
def harbour() -> Iterator[Harbour]:
    """A whole running QuillSpace beside an S3 server of its own."""
    with pytest.MonkeyPatch.context() as patch, weed_server.running() as weed:
        settings = {**weed_server.KEYS, "OBJECT_STORE_URL": weed.url(weed.make_bucket())}
        for name, value in settings.items():
            patch.setenv(name, value)
        with start_quillspace(settings=settings) as running:
            town = Town(running)
            yield Harbour(town, weed)
            town.engine.dispose()
