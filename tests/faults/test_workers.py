"""Workers that are killed or frozen during a publication."""

import random
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from app.models import BuildStatus
from tests.faults.deployment import Readers, wait_for
from tests.running import ROOT


def kill_in_the_middle(deployment, site, after: float) -> int:
    """Kill the workers `after` seconds into a publication; check that the live build stays and the new one finishes.

    Returns how many times the publication was started.
    """
    build = site.publish()
    site.wait_started(build)
    time.sleep(after)
    deployment.kill("worker")
    seen = site.crawl()
    assert {status for status, _edition in seen} == {200}
    # If it went live before the kill, the crawl may see both editions.
    assert len(seen) == 1 or site.view(build).is_over
    assert site.wait_finished(build).status is BuildStatus.SUCCESS
    site.wait_live()
    assert site.crawl() == {(200, site.edition)}
    return site.attempts(build)


def test_workers_killed_during_a_publication_affect_no_reader_and_no_build(deployment):
    site = deployment.create_site(pages=80)
    site.wait_finished(site.publish())
    site.wait_live()

    with Readers(site).reading() as readers:
        attempts = kill_in_the_middle(deployment, site, 0)

    assert attempts > 1
    assert readers.complaints == []
    assert readers.requests > 200


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_workers_killed_at_sixty_moments_affect_no_reader_and_no_build(deployment):
    site = deployment.create_site(pages=200)
    first = site.wait_finished(site.publish())
    site.wait_live()
    chance = random.Random(1)
    moments = [first.seconds * chance.uniform(0, 0.9) for _ in range(60)]

    with Readers(site).reading(count=4) as readers:
        attempts = [kill_in_the_middle(deployment, site, moment) for moment in moments]

    interrupted = sum(count > 1 for count in attempts)
    print(f"{interrupted} of {len(attempts)} publications were interrupted, {readers.requests} requests")
    assert interrupted > len(attempts) // 2
    assert readers.complaints == []


def freeze_past_the_lease(deployment, site) -> None:
    """Freeze both workers past their lease; check that a third publishes, and the two change nothing afterwards."""
    build = site.publish()
    wait_for(lambda: site.view(build).status is BuildStatus.BUILDING)
    deployment.send(signal.SIGSTOP, "worker")
    third = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=deployment.running.environment
    )
    try:
        done = site.wait_finished(build)
        site.wait_live()
        assert site.attempts(build) == 2
        deployment.send(signal.SIGCONT, "worker")
        words = f"Build {build}: lease lost."
        wait_for(lambda: any(words in log.read_text() for log in deployment.logs("worker")))
        assert site.view(build) == done
        assert site.crawl() == {(200, site.edition)}
        with deployment.engine.connect() as connection:
            flips = text("SELECT count(*) FROM edge_events WHERE build_id = :id")
            assert connection.execute(flips, {"id": build}).scalar() == 1
    finally:
        deployment.send(signal.SIGCONT, "worker")
        third.kill()
        third.wait()


def test_a_worker_frozen_past_its_lease_cannot_go_live(deployment):
    site = deployment.create_site(pages=150)
    site.wait_finished(site.publish())

    freeze_past_the_lease(deployment, site)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_workers_frozen_twenty_times_never_go_live(deployment):
    site = deployment.create_site(pages=200)
    site.wait_finished(site.publish())

    for _ in range(20):
        freeze_past_the_lease(deployment, site)
