"""All kinds of processes except Caddy are killed at random moments during publications, and no reader notices."""

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
"""With this pause after each page, six readers read more than 100 files per second."""
MIN_READS_PER_SECOND = 100


def request_publication(site: CrawledSite) -> UUID | None:
    """Request a publication and return its id, or None if the database is down."""
    with contextlib.suppress(DBAPIError):
        return site.publish()
    return None


def kill(s3_deployment, victim: str) -> None:
    """Kill one kind of process. The S3 server is restarted here, because nothing supervises it."""
    if victim == "s3":
        s3_deployment.weed.kill()
        s3_deployment.weed.start()
    else:
        s3_deployment.deployment.kill(victim)


def is_building(site: CrawledSite, build: UUID) -> bool:
    """True if a worker is running the build."""
    with contextlib.suppress(DBAPIError):
        return site.view(build).status is BuildStatus.BUILDING
    return False


def kill_during_publications(
    s3_deployment, site: CrawledSite, kills: int, seconds: float
) -> tuple[list[UUID], list[UUID]]:
    """Kill a process `kills` times, each kind of process equally often, at random moments during publications.

    A publication takes about `seconds`. Returns all requested builds, and those that were interrupted by a kill.
    """
    chance = random.Random(4)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    chance.shuffle(victims)
    builds, interrupted = [], []
    for victim in victims:
        wait_for(lambda: builds.append(request_publication(site)) or builds[-1], 60)
        with contextlib.suppress(AssertionError):
            # Killed processes may still be restarting, in which case no worker starts the build.
            wait_for(lambda: is_building(site, builds[-1]), 5)
        time.sleep(chance.uniform(0, 0.7 * seconds))
        if is_building(site, builds[-1]):
            interrupted.append(builds[-1])
        kill(s3_deployment, victim)
        time.sleep(chance.uniform(0, 1.0))
    return [build for build in builds if build is not None], interrupted


def times_live(deployment, build_id: UUID) -> int:
    """Return how many times a build went live, according to its events."""
    with deployment.engine.connect() as connection:
        query = text("SELECT count(*) FROM edge_events WHERE build_id = :id")
        return int(connection.execute(query, {"id": build_id}).scalar() or 0)


def check_nothing_is_lost(s3_deployment, *, pages: int, kills: int) -> float:
    """Check that readers see only complete pages, and that each publication ends once, with a reason if it fails.

    Returns how many files were read per second.
    """
    deployment = s3_deployment.deployment
    site = deployment.create_site(pages=pages)
    first = site.wait_finished(site.publish())
    site.wait_live()

    began = time.monotonic()
    with Readers(site, pause=PAUSE).reading(count=READERS) as readers:
        builds, interrupted = kill_during_publications(s3_deployment, site, kills, first.seconds)
        deployment.wait_healthy()
        ended = [site.wait_finished(build, seconds=180) for build in builds]
        seconds = time.monotonic() - began

    assert readers.complaints == []
    outcomes = dict(Counter(str(build.status) for build in ended))
    again = sum(site.attempts(build.id) > 1 or build.waits_since is not None for build in ended)
    print(
        f"{kills} kills in {seconds:.0f} s, {len(interrupted)} during a publication, {again} were restarted, "
        f"{readers.requests} files read, {outcomes}"
    )
    assert len(interrupted) >= kills // 3
    last = site.wait_finished(site.publish())
    assert last.status is BuildStatus.SUCCESS
    for number, build in enumerate(ended):
        assert build.status is not BuildStatus.ERROR or build.error
        assert times_live(deployment, build.id) == (build.status is BuildStatus.SUCCESS)
        newer = [each.status for each in (*ended[number + 1 :], last)]
        assert build.status is not BuildStatus.SUPERSEDED or BuildStatus.SUCCESS in newer
    site.wait_live(seconds=60)
    assert site.crawl() == {(200, site.edition)}
    return readers.requests / seconds


@pytest.mark.timeout(300)
def test_readers_do_not_notice_kills_during_publications(s3_deployment):
    check_nothing_is_lost(s3_deployment, pages=20, kills=6)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_readers_do_not_notice_a_hundred_kills_during_publications(s3_deployment):
    assert check_nothing_is_lost(s3_deployment, pages=100, kills=100) >= MIN_READS_PER_SECOND
