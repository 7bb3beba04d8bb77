"""An object store that is slow, sick, cut off or locked: the old build serves, a reason is told, trying again works."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from app.adapters.object_store.errors import Cause
from app.models import BuildStatus
from tests import weed as weed_server
from tests.faults.town import Readers, Town, Village, wait_for
from tests.running import start_quillspace
from tests.weather import Sky, Weather, sky_over

PAUSE = 0.035
TOLD = dict.fromkeys(Weather, Cause.AWAY) | {Weather.FORBIDDEN: Cause.REFUSED, Weather.FULL: Cause.FULL}
"""What an author reads when nothing gets through."""
LASTING = {Weather.FORBIDDEN, Weather.FULL}
"""Answers that nobody gets past by asking once more at once."""


@dataclass
class Coast:
    """A whole QuillSpace whose files are in a bucket that it reaches through the weather."""

    town: Town
    sky: Sky


@pytest.fixture(scope="module")
def coast() -> Iterator[Coast]:
    """It runs in fair weather."""
    with pytest.MonkeyPatch.context() as patch, weed_server.running() as weed, sky_over(weed.ports[0]) as sky:
        url = weed.url(weed.make_bucket(), read_timeout=4).replace(str(weed.ports[0]), str(sky.port))
        settings = {**weed_server.KEYS, "OBJECT_STORE_URL": url}
        for name, value in settings.items():
            patch.setenv(name, value)
        with start_quillspace(settings=settings) as running:
            town = Town(running)
            yield Coast(town, sky)
            sky.turn(None)
            town.engine.dispose()


@contextmanager
def weather_over(coast: Coast, village: Village, weather: Weather, share: float) -> Iterator[None]:
    """Bad weather for a while under the eyes of readers, who notice nothing of it; fair weather afterwards."""
    assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
    village.wait_live()
    hits = coast.sky.hits
    with Readers(village, pause=PAUSE).reading() as readers:
        coast.sky.turn(weather, share)
        try:
            yield
        finally:
            coast.sky.turn(None)
        assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
        village.wait_live(seconds=60)

    print(f"{weather}, {share:.0%}: {readers.requests} files read, {coast.sky.hits - hits} requests hit")
    assert readers.complaints == []
    assert coast.sky.hits > hits
    assert village.crawl() == {(200, village.edition)}


def publish_in(coast: Coast, weather: Weather, share: float, *, pages: int, rounds: int) -> None:
    """Publish so often while only some requests are hit: each publication comes to its end."""
    village = coast.town.found(pages=pages)
    with weather_over(coast, village, weather, share):
        ended = [village.wait_over(village.publish(), seconds=240).status for _ in range(rounds)]
    assert ended == [BuildStatus.SUCCESS] * rounds


def publish_and_wait_in(coast: Coast, weather: Weather, *, pages: int) -> None:
    """Publish while nothing gets through: it waits, says for what, and goes on by itself."""
    village = coast.town.found(pages=pages)
    with weather_over(coast, village, weather, 1.0):
        build = village.publish()
        wait_for(lambda: village.view(build).waits_since, 240)
        told = village.view(build).build_log
        assert str(TOLD[weather]) in told
        assert village.crawl() == {(200, village.edition - 1)}
        coast.sky.turn(None)
        assert village.wait_over(build, seconds=120).status is BuildStatus.SUCCESS


@pytest.mark.timeout(300)
def test_a_sick_store_is_asked_again_until_it_answers(coast: Coast):
    publish_in(coast, Weather.ERROR, 0.3, pages=12, rounds=1)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("weather", [Weather.FORBIDDEN, Weather.FULL])
def test_a_locked_or_full_store_is_told_and_waited_for(coast: Coast, weather: Weather):
    publish_and_wait_in(coast, weather, pages=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("weather", Weather, ids=lambda weather: str(weather).replace(" ", "-"))
def test_all_weathers_are_noticed_by_no_reader(coast: Coast, weather: Weather):
    if weather not in LASTING:
        publish_in(coast, weather, 0.3, pages=50, rounds=5)
    publish_and_wait_in(coast, weather, pages=50)
