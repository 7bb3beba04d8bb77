"""Everything but Caddy is killed at random moments amid publications, and no reader notices."""

import contextlib
import random
import time
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models import BuildStatus
from tests.faults.town import Readers, Village, wait_for

VICTIMS = ("worker", "web", "postgres", "valkey", "edge", "s3")
READERS = 4
PAUSE = 0.035
"""Four readers who rest this long after each page read a little more than 100 pages in a second."""


def ask_for_publication(village: Village) -> UUID | None:
    """A request that was taken, or None when there was nobody to take it."""
    with contextlib.suppress(DBAPIError):
        return village.publish()
    return None


def kill(harbour, victim: str) -> None:
    """End one kind of process; what the supervisor does not watch is started again here."""
    if victim == "s3":
        harbour.weed.kill()
        harbour.weed.start()
    else:
        harbour.town.kill(victim)


def kill_amid_publications(harbour, village: Village, kills: int) -> list[UUID]:
    """Kill so often, each kind in turn and at random moments; gives the requests that were taken."""
    chance = random.Random(4)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    chance.shuffle(victims)
    builds = []
    for victim in victims:
        wait_for(lambda: builds.append(ask_for_publication(village)) or builds[-1], 60)
        time.sleep(chance.uniform(0, 1.5))
        kill(harbour, victim)
        time.sleep(chance.uniform(0, 1.0))
    return [build for build in builds if build is not None]


def flips(town, build_id: UUID) -> int:
    """How often a build went live."""
    with town.engine.connect() as connection:
        query = text("SELECT count(*) FROM edge_events WHERE build_id = :id")
        return int(connection.execute(query, {"id": build_id}).scalar() or 0)


def nothing_is_lost(harbour, *, pages: int, kills: int) -> None:
    """No reader sees anything but whole pages, and each request ends once, for a reason that is told."""
    town = harbour.town
    village = town.found(pages=pages)
    village.wait_over(village.publish())
    village.wait_live()

    began = time.monotonic()
    with Readers(village, pause=PAUSE).reading(count=READERS) as readers:
        builds = kill_amid_publications(harbour, village, kills)
        town.wait_well()
        ended = [village.wait_over(build, seconds=180) for build in builds]
        seconds = time.monotonic() - began

    assert readers.complaints == []
    outcomes = {status: sum(build.status is status for build in ended) for status in BuildStatus}
    print(f"{kills} kills in {seconds:.0f} s, {readers.requests} pages read, {outcomes}")
    for build in ended:
        assert build.status is not BuildStatus.ERROR or build.error
        assert flips(town, build.id) == (build.status is BuildStatus.SUCCESS)
    assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
    village.wait_live(seconds=60)
    assert village.crawl() == {(200, village.edition)}


@pytest.mark.timeout(300)
def test_kills_amid_publications_are_noticed_by_no_reader(harbour):
    nothing_is_lost(harbour, pages=20, kills=6)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills_amid_publications_are_noticed_by_no_reader(harbour):
    nothing_is_lost(harbour, pages=100, kills=100)
