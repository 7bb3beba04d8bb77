"""Everything but Caddy is killed at random moments amid publications, and no reader notices."""

import contextlib
import random
import time
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models import BuildStatus
from tests.faults.deployment import CrawledSite, Readers, wait_for

VICTIMS = ("worker", "web", "postgres", "valkey", "edge", "s3")
READERS = 6
PAUSE = 0.035
"""Six readers who rest this long after each page read more than 100 files in a second."""
LEAST_A_SECOND = 100


def ask_for_publication(site: CrawledSite) -> UUID | None:
    """A request that was taken, or None when there was nobody to take it."""
    with contextlib.suppress(DBAPIError):
        return site.publish()
    return None


def kill(s3_deployment, victim: str) -> None:
    """End one kind of process; what the supervisor does not watch is started again here."""
    if victim == "s3":
        s3_deployment.weed.kill()
        s3_deployment.weed.start()
    else:
        s3_deployment.deployment.kill(victim)


def is_being_made(site: CrawledSite, build: UUID) -> bool:
    """Whether a worker is at it."""
    with contextlib.suppress(DBAPIError):
        return site.view(build).status is BuildStatus.BUILDING
    return False


def kill_amid_publications(
    s3_deployment, site: CrawledSite, kills: int, seconds: float
) -> tuple[list[UUID], list[UUID]]:
    """Kill so often, each kind in turn and at random moments of publications that take so many seconds.

    Gives the requests that were taken, and those that a worker was at when something was killed.
    """
    chance = random.Random(4)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    chance.shuffle(victims)
    builds, amid = [], []
    for victim in victims:
        wait_for(lambda: builds.append(ask_for_publication(site)) or builds[-1], 60)
        with contextlib.suppress(AssertionError):
            # What is killed may still be coming back, and then nobody begins.
            wait_for(lambda: is_being_made(site, builds[-1]), 5)
        time.sleep(chance.uniform(0, 0.7 * seconds))
        if is_being_made(site, builds[-1]):
            amid.append(builds[-1])
        kill(s3_deployment, victim)
        time.sleep(chance.uniform(0, 1.0))
    return [build for build in builds if build is not None], amid


def flips(deployment, build_id: UUID) -> int:
    """How often a build went live."""
    with deployment.engine.connect() as connection:
        query = text("SELECT count(*) FROM edge_events WHERE build_id = :id")
        return int(connection.execute(query, {"id": build_id}).scalar() or 0)


def nothing_is_lost(s3_deployment, *, pages: int, kills: int) -> float:
    """No reader sees anything but whole pages, and each request ends once, for a reason that is told.

    Gives how many files were read in a second.
    """
    deployment = s3_deployment.deployment
    site = deployment.create_site(pages=pages)
    first = site.wait_finished(site.publish())
    site.wait_live()

    began = time.monotonic()
    with Readers(site, pause=PAUSE).reading(count=READERS) as readers:
        builds, amid = kill_amid_publications(s3_deployment, site, kills, first.seconds)
        deployment.wait_healthy()
        ended = [site.wait_finished(build, seconds=180) for build in builds]
        seconds = time.monotonic() - began

    assert readers.complaints == []
    outcomes = dict(Counter(str(build.status) for build in ended))
    again = sum(site.attempts(build.id) > 1 or build.waits_since is not None for build in ended)
    print(
        f"{kills} kills in {seconds:.0f} s, {len(amid)} amid a publication, {again} were begun again, "
        f"{readers.requests} files read, {outcomes}"
    )
    assert len(amid) >= kills // 3
    last = site.wait_finished(site.publish())
    assert last.status is BuildStatus.SUCCESS
    for number, build in enumerate(ended):
        assert build.status is not BuildStatus.ERROR or build.error
        assert flips(deployment, build.id) == (build.status is BuildStatus.SUCCESS)
        newer = [each.status for each in (*ended[number + 1 :], last)]
        assert build.status is not BuildStatus.SUPERSEDED or BuildStatus.SUCCESS in newer
    site.wait_live(seconds=60)
    assert site.crawl() == {(200, site.edition)}
    return readers.requests / seconds


@pytest.mark.timeout(300)
def test_kills_amid_publications_are_noticed_by_no_reader(s3_deployment):
    nothing_is_lost(s3_deployment, pages=20, kills=6)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills_amid_publications_are_noticed_by_no_reader(s3_deployment):
    assert nothing_is_lost(s3_deployment, pages=100, kills=100) >= LEAST_A_SECOND
