"""An object store that is slow, sick, cut off or locked: the old build serves, a reason is told, trying again works."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.adapters.object_store import Cause
from app.models import BuildStatus
from tests import weed as weed_server
from tests.faults.town import Readers, Town
from tests.running import start_quillspace
from tests.weather import Sky, Weather, sky_over

PAUSE = 0.035


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


def publish_in(coast: Coast, weather: Weather, share: float, *, pages: int, rounds: int) -> list[str]:
    """Publish so often in this weather under the eyes of readers; gives the reasons of what failed."""
    village = coast.town.found(pages=pages)
    assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
    village.wait_live()
    hits = coast.sky.hits

    with Readers(village, pause=PAUSE).reading() as readers:
        coast.sky.turn(weather, share)
        ended = [village.wait_over(village.publish(), seconds=240) for _ in range(rounds)]
        coast.sky.turn(None)
        assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
        village.wait_live(seconds=60)

    assert readers.complaints == []
    assert coast.sky.hits > hits
    assert village.crawl() == {(200, village.edition)}
    assert all(build.error for build in ended if build.status is not BuildStatus.SUCCESS)
    outcomes = {status: sum(build.status is status for build in ended) for status in BuildStatus}
    print(f"{weather}, {share:.0%}: {readers.requests} pages read, {outcomes}")
    return [build.error for build in ended if build.status is BuildStatus.ERROR]


@pytest.mark.timeout(300)
def test_a_sick_store_is_asked_again_until_it_answers(coast: Coast):
    assert publish_in(coast, Weather.ERROR, 0.3, pages=12, rounds=1) == []


@pytest.mark.timeout(300)
def test_a_locked_store_is_told_and_readers_notice_nothing(coast: Coast):
    (reason,) = publish_in(coast, Weather.FORBIDDEN, 1.0, pages=12, rounds=1)

    assert str(Cause.REFUSED) in reason


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("weather", "share"),
    [(weather, share) for weather in Weather for share in (0.3, 1.0)],
    ids=lambda value: str(value).replace(" ", "-"),
)
def test_all_weathers_are_noticed_by_no_reader(coast: Coast, weather: Weather, share: float):
    publish_in(coast, weather, share, pages=50, rounds=5)
