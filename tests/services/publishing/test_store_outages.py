"""Builds that wait or take a long time: store outages, long steps, and clocks that are set back."""

import time

import pytest
from sqlalchemy import text

from app.adapters.object_store.errors import Cause
from app.models import BuildStatus
from app.services import publishing
from app.services.publishing import heartbeat
from app.services.publishing import lease as leases
from app.services.publishing.activation import activation
from app.tenancy import tenant_scope
from tests.services.publishing.support import change, live_build, publish, request, view

FREE = "UPDATE site_builds SET lease_until = now() - interval '1 second' WHERE id = :id"
WAITED = "UPDATE site_builds SET waits_since = waits_since - CAST(:time AS interval) WHERE id = :id"
ROW = "SELECT attempts, extract(epoch FROM lease_until - clock_timestamp()) AS pause FROM site_builds WHERE id = :id"


@pytest.fixture
def ada(people):
    with tenant_scope(people.ada.tenant_id, user_id=people.ada.id):
        yield people.ada


def row(engine, build):
    with engine.connect() as connection:
        return connection.execute(text(ROW), {"id": build}).one()


def run_again(engine, build, *, waited: str = "0 seconds"):
    """Run the build again, as happens after the pause between attempts. `waited` is added to its waiting time."""
    change(engine, WAITED, id=build, time=waited)
    change(engine, FREE, id=build)
    publishing.publish(build)


def test_a_publication_survives_a_long_store_outage(ada, admin_engine, outage):
    before = publish(ada)
    outage.begin()
    build = request(ada)
    publishing.publish(build)
    for _ in range(9):
        run_again(admin_engine, build, waited="2 minutes")

    assert view(ada, build).status is BuildStatus.PENDING
    assert view(ada, build).now == f"{Cause.AWAY} {leases.WAITING}"
    assert view(ada, build).build_log.count(str(Cause.AWAY)) == 1
    assert row(admin_engine, build).attempts == 0
    assert live_build(ada) == before

    outage.end()
    run_again(admin_engine, build)
    assert live_build(ada) == build


def test_the_pauses_between_attempts_grow_up_to_a_minute(ada, admin_engine, outage):
    outage.begin()
    build = request(ada)
    publishing.publish(build)
    pauses = [row(admin_engine, build).pause]
    for waited in ("4 seconds", "6 seconds", "20 seconds", "40 seconds", "10 minutes"):
        run_again(admin_engine, build, waited=waited)
        pauses.append(row(admin_engine, build).pause)

    assert pauses[0] <= 2
    assert 15 < pauses[3] < 60
    assert 30 < pauses[-1] <= 60


def test_after_half_an_hour_the_author_is_asked_to_try_again(ada, admin_engine, outage):
    before = publish(ada)
    outage.begin()
    build = request(ada)
    publishing.publish(build)
    run_again(admin_engine, build, waited="31 minutes")

    assert view(ada, build).status is BuildStatus.ERROR
    assert view(ada, build).error == f"{Cause.AWAY} Please try again in a few minutes."
    assert live_build(ada) == before


def test_a_release_waits_for_the_store_overnight(ada, admin_engine, outage):
    outage.begin()
    build = request(ada)
    change(admin_engine, "UPDATE site_builds SET kind = 'release' WHERE id = :id", id=build)
    publishing.publish(build)
    run_again(admin_engine, build, waited="12 hours")
    assert view(ada, build).status is BuildStatus.PENDING

    outage.end()
    run_again(admin_engine, build)
    assert live_build(ada) == build


def test_attempts_that_failed_for_other_reasons_still_count(ada, admin_engine, outage):
    build = request(ada)
    for _ in range(leases.MAX_ATTEMPTS - 1):
        leases.acquire(build)
        change(admin_engine, FREE, id=build)
    outage.begin()
    publishing.publish(build)
    assert row(admin_engine, build).attempts == leases.MAX_ATTEMPTS - 1

    outage.end()
    for _ in range(2):
        change(admin_engine, FREE, id=build)
        leases.acquire(build)
    assert view(ada, build).error == leases.PARKED


def step_of(seconds, monkeypatch):
    """Delay the last step; the returned list shows whether the build was still leased at the end of the delay."""
    flip, found = activation.go_live, []

    def slow(lease, new_build, **more):
        time.sleep(seconds)
        found.append(leases.acquire(lease.build_id) is None)
        flip(lease, new_build, **more)

    monkeypatch.setattr(activation, "go_live", slow)
    return found


def test_a_step_that_takes_longer_than_the_lease_keeps_it(ada, monkeypatch):
    monkeypatch.setattr(leases, "LEASE", leases.timedelta(seconds=2))
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.2)
    found = step_of(3, monkeypatch)

    build = publish(ada)

    assert found == [True]
    assert live_build(ada) == build


def test_a_worker_that_hangs_loses_the_build(ada, monkeypatch):
    monkeypatch.setattr(leases, "LEASE", leases.timedelta(seconds=1))
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(heartbeat, "STALLED_SECONDS", 0.3)
    found = step_of(2, monkeypatch)

    build = publish(ada)

    assert found == [False]
    assert live_build(ada) is None
    assert view(ada, build).status is BuildStatus.BUILDING


@pytest.mark.parametrize("hours", [1, 24])
def test_no_build_is_lost_when_the_databases_clock_is_set_back(ada, admin_engine, hours):
    """After a clock is set back, times that were recorded before are in the future."""
    waiting = request(ada)
    change(admin_engine, "UPDATE site_builds SET created_at = now() + :h * interval '1 hour'", h=hours)
    assert [stale.build_id for stale in publishing.list_stale_builds()] == [waiting]

    assert leases.acquire(waiting)
    assert publishing.list_stale_builds() == []
    change(admin_engine, "UPDATE site_builds SET lease_until = now() + :h * interval '1 hour'", h=hours)
    assert [stale.build_id for stale in publishing.list_stale_builds()] == [waiting]

    publishing.publish(waiting)
    assert live_build(ada) == waiting
