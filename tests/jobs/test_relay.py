"""The relay as it runs: quick after a commit, patient when something is away."""

import threading
import time

import pytest
from sqlalchemy import text

from app import extensions
from app.jobs import housekeeping, relay
from app.jobs.queueing import queue
from app.services import publishing
from app.tenancy import tenant_scope
from tests.services.publishing.support import change


@pytest.fixture
def running(clean_database):
    stopping = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stopping,))
    thread.start()
    yield
    stopping.set()
    thread.join(10)


def wait_for(condition, seconds=5.0) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds
        time.sleep(0.005)
    return time.monotonic() - start


def test_a_request_is_in_the_queue_at_once(people, running):
    time.sleep(0.5)
    with tenant_scope(people.ada.tenant_id):
        publishing.request_publication(people.ada.site_id)

    assert wait_for(lambda: queue("publishing").count == 1) < 0.5


def test_it_goes_on_after_the_database_ended_its_connections(people, running, admin_engine):
    time.sleep(0.5)
    with admin_engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'quillspace_platform'"
            )
        )
    with tenant_scope(people.ada.tenant_id):
        publishing.request_publication(people.ada.site_id)

    wait_for(lambda: queue("publishing").count == 1)


def test_stranded_builds_come_back_by_themselves(people, admin_engine, running):
    with tenant_scope(people.ada.tenant_id):
        publishing.request_publication(people.ada.site_id)
    wait_for(lambda: queue("publishing").count == 1)
    extensions.redis().flushdb()

    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")

    wait_for(lambda: queue("publishing").count == 1)


def test_housekeeping_removes_what_has_done_its_work(people, admin_engine):
    change(
        admin_engine,
        "INSERT INTO outbox (tenant_id, topic, payload, dispatched_at) VALUES "
        "(:t, 'x', '{}', now() - interval '8 days'), (:t, 'x', '{}', now()), (:t, 'x', '{}', NULL)",
        t=people.ada.tenant_id,
    )
    change(
        admin_engine,
        "INSERT INTO edge_events (tenant_id, kind, created_at) VALUES "
        "(:t, 'build', now() - interval '8 days'), (:t, 'build', now())",
        t=people.ada.tenant_id,
    )

    housekeeping.run()

    with admin_engine.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("outbox", "edge_events")
        ]
    assert counts == [2, 1]
