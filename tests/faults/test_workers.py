"""Workers that are killed or frozen in the middle of a publication."""

import random
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from app.models import BuildStatus
from tests.faults.town import Readers, wait_for
from tests.running import ROOT


def kill_in_the_middle(town, village, after: float) -> int:
    """One round: kill the workers so long after they began; readers keep what they have, and it ends by itself.

    Gives how often the publication was begun.
    """
    build = village.publish()
    village.wait_begun(build)
    time.sleep(after)
    town.kill("worker")
    seen = village.crawl()
    assert {status for status, _edition in seen} == {200}
    # Where it was live before the kill, one may go from page to page while it is shown.
    assert len(seen) == 1 or village.view(build).is_over
    assert village.wait_over(build).status is BuildStatus.SUCCESS
    village.wait_live()
    assert village.crawl() == {(200, village.edition)}
    return village.attempts(build)


def test_workers_killed_in_the_middle_harm_no_reader_and_no_build(town):
    village = town.found(pages=80)
    village.wait_over(village.publish())
    village.wait_live()

    with Readers(village).reading() as readers:
        attempts = kill_in_the_middle(town, village, 0)

    assert attempts > 1
    assert readers.complaints == []
    assert readers.requests > 200


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_workers_killed_at_sixty_moments_harm_no_reader_and_no_build(town):
    village = town.found(pages=200)
    first = village.wait_over(village.publish())
    village.wait_live()
    chance = random.Random(1)
    moments = [first.seconds * chance.uniform(0, 0.9) for _ in range(60)]

    with Readers(village).reading(count=4) as readers:
        attempts = [kill_in_the_middle(town, village, moment) for moment in moments]

    interrupted = sum(count > 1 for count in attempts)
    print(f"{interrupted} of {len(attempts)} publications were interrupted, {readers.requests} requests")
    assert interrupted > len(attempts) // 2
    assert readers.complaints == []


def freeze_past_the_lease(town, village) -> None:
    """One round: both workers freeze, a third publishes, the two thaw and change nothing."""
    build = village.publish()
    wait_for(lambda: village.view(build).status is BuildStatus.BUILDING)
    town.send(signal.SIGSTOP, "worker")
    third = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=town.running.environment
    )
    try:
        done = village.wait_over(build)
        village.wait_live()
        assert village.attempts(build) == 2
        town.send(signal.SIGCONT, "worker")
        words = f"Build {build} is over, or went to somebody else."
        wait_for(lambda: any(words in log.read_text() for log in town.logs("worker")))
        assert village.view(build) == done
        assert village.crawl() == {(200, village.edition)}
        with town.engine.connect() as connection:
            flips = text("SELECT count(*) FROM edge_events WHERE build_id = :id")
            assert connection.execute(flips, {"id": build}).scalar() == 1
    finally:
        town.send(signal.SIGCONT, "worker")
        third.kill()
        third.wait()


def test_a_worker_frozen_past_its_lease_cannot_flip(town):
    village = town.found(pages=150)
    village.wait_over(village.publish())

    freeze_past_the_lease(town, village)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_workers_frozen_twenty_times_never_flip(town):
    village = town.found(pages=200)
    village.wait_over(village.publish())

    for _ in range(20):
        freeze_past_the_lease(town, village)
