"""The running relay: it enqueues jobs soon after a commit, and survives outages."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import extensions
from app.jobs import housekeeping, relay, releases
from app.jobs.queueing import queue
from app.services import publishing
from app.services.releases import Wanted, create_release
from app.tenancy import tenant_scope
from tests.jobs.support import work
from tests.services.publishing.support import change
from tests.waiting import wait_for


@pytest.fixture
def running(clean_database, admin_engine):
    with relaying(admin_engine):
        yield


@contextmanager
def relaying(admin_engine):
    stopping = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stopping,))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        change(admin_engine, "NOTIFY outbox")
        thread.join(10)


def test_a_request_is_enqueued_without_waiting_for_the_next_poll(people, admin_engine, monkeypatch):
    monkeypatch.setattr(relay, "POLL_SECONDS", 60)
    with relaying(admin_engine):
        time.sleep(0.5)
        with tenant_scope(people.ada.tenant_id):
            publishing.request_publication(people.ada.site_id)

        wait_for(lambda: queue("publishing").count == 1)


def test_the_relay_reconnects_after_the_database_closed_its_connections(people, running, admin_engine):
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


def test_stale_builds_are_requeued(people, admin_engine, running):
    with tenant_scope(people.ada.tenant_id):
        publishing.request_publication(people.ada.site_id)
    wait_for(lambda: queue("publishing").count == 1)
    extensions.redis().flushdb()

    change(admin_engine, "UPDATE site_builds SET created_at = now() - interval '1 minute'")

    wait_for(lambda: queue("publishing").count == 1)


def test_failing_chores_block_neither_the_relay_nor_other_chores(people, admin_engine, monkeypatch):
    """One chore has a bug, and another lacks a privilege on its table."""
    calls = []

    def fail():
        calls.append("failed")
        raise ZeroDivisionError

    monkeypatch.setattr(releases, "begin_or_end_due", fail)
    change(admin_engine, "REVOKE DELETE ON outbox FROM quillspace_platform")
    try:
        with relaying(admin_engine):
            wait_for(lambda: calls)
            with tenant_scope(people.ada.tenant_id):
                publishing.request_publication(people.ada.site_id)
            wait_for(lambda: queue("publishing").count == 1)
            wait_for(lambda: any(name.startswith("fold-") for name in queue("default").get_job_ids()))
            wait_for(lambda: len(calls) > 1)
    finally:
        change(admin_engine, "GRANT DELETE ON outbox TO quillspace_platform")


def test_locked_rows_are_skipped(people, clean_database, admin_engine):
    extensions.configure(clean_database, lock_seconds=1)
    with admin_engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT id FROM sites FOR UPDATE"))
        with pytest.raises(OperationalError, match="lock timeout"), tenant_scope(people.ada.tenant_id):
            publishing.request_publication(people.ada.site_id)


def test_a_release_on_a_locked_site_does_not_block_others(people, clean_database, admin_engine):
    due = {}
    for person in (people.ada, people.carol):
        with tenant_scope(person.tenant_id, user_id=person.id):
            wanted = Wanted(
                name="Launch",
                zone="UTC",
                starts_at=datetime.now(UTC) + timedelta(minutes=1),
                ends_at=None,
                pages=frozenset([person.page_id]),
            )
            due[person.id] = create_release(person.site_id, wanted)
    extensions.configure(clean_database, lock_seconds=1)
    with admin_engine.connect() as connection, connection.begin():
        held = text("SELECT id FROM sites WHERE id = :site FOR UPDATE")
        connection.execute(held, {"site": people.ada.site_id})
        releases.begin_or_end_due(datetime.now(UTC) + timedelta(minutes=2))

        query = text("SELECT site_id FROM site_builds WHERE kind = 'release'")
        with admin_engine.connect() as other:
            assert other.execute(query).scalars().all() == [people.carol.site_id]
    releases.begin_or_end_due(datetime.now(UTC) + timedelta(minutes=2))
    with admin_engine.connect() as connection:
        assert len(connection.execute(query).all()) == 2


def test_a_worker_compacts_the_log(people, admin_engine):
    housekeeping.request_folding()
    housekeeping.request_folding()

    assert queue("default").count == 1
    work()
    assert queue("default").count == 0


def test_housekeeping_deletes_expired_rows(people, admin_engine):
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
    change(
        admin_engine,
        "INSERT INTO edges (id, name, heard_at) VALUES "
        "(gen_random_uuid(), 'gone', now() - interval '25 hours'), (gen_random_uuid(), 'here', now())",
    )

    housekeeping.run()

    with admin_engine.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("outbox", "edge_events", "edges")
        ]
    assert counts == [2, 1, 1]
