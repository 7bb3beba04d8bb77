"""Helpers: an agent that follows a real database, for tests of what the agent does on disk."""

import threading
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from app.edge.agent import Agent
from tests.services.publishing.support import change, store
from tests.waiting import wait_for


@contextmanager
def following(config, home, **more):
    agent = Agent(home=home, dsn=lambda: config.database_edge_url, **({"store": store()} | more))
    thread = threading.Thread(target=agent.run)
    thread.start()
    try:
        wait_for(lambda: agent.confirmed_at > 0 and agent.is_idle())
        yield agent
    finally:
        agent.stop()
        with psycopg.connect(config.database_edge_url, autocommit=True) as connection:
            connection.execute("NOTIFY edge_events")
        thread.join(10)


def page(agent, host, path="index.html") -> str:
    try:
        return (agent.layout.home / "hosts" / host / path).read_text()
    except OSError:
        return ""


def go_live_with_missing_build(engine, person, *, request_id=None):
    """Make a build live that is missing from the store, notify the edges, and return the build's id."""
    build = uuid4()
    change(
        engine,
        "INSERT INTO site_builds (tenant_id, id, site_id, publish_seq, kind, build_type, status) "
        "VALUES (:t, :b, :s, 99, 'publish', 'ssg', 'success')",
        t=person.tenant_id,
        b=build,
        s=person.site_id,
    )
    change(engine, "UPDATE sites SET live_build_id = :b WHERE id = :s", b=build, s=person.site_id)
    change(
        engine,
        "INSERT INTO edge_events (tenant_id, kind, site_id, request_id) VALUES (:t, 'build', :s, :r)",
        t=person.tenant_id,
        s=person.site_id,
        r=request_id,
    )
    return build
