"""Outages of single components, as noticed by readers and authors."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from app import extensions
from app.models import BuildStatus
from app.services import publishing
from app.tenancy import tenant_scope
from tests.caddy.test_certificates import get_tls, is_refused
from tests.edge.support import get
from tests.faults.deployment import Readers, wait_for


def test_caddy_alone_serves_every_page(deployment):
    site = deployment.create_site(pages=12)
    site.wait_finished(site.publish())
    site.wait_live()
    tls = deployment.running.sites_tls_port
    assert get_tls(tls, site.host, "/").status == 200

    with deployment.supervisor_suspended():
        deployment.kill("worker", "relay", "web", "edge", "valkey", "postgres")
        assert site.crawl() == {(200, site.edition)}
        missing = get(deployment.running.sites_port, "/nothing", host=site.host)
        assert missing.status == 503
        assert "We can’t find this page" in missing.body.decode()
        assert get_tls(tls, site.host, "/page-1").status == 200

    deployment.wait_healthy()
    assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
    site.wait_live()


def test_without_the_database_known_names_keep_tls_and_unknown_names_are_refused(deployment):
    site = deployment.create_site(pages=2)
    site.wait_finished(site.publish())
    site.wait_live()
    tls = deployment.running.sites_tls_port

    with deployment.supervisor_suspended():
        deployment.kill("postgres", "valkey")
        assert get_tls(tls, site.host, "/").status == 200
        assert all(is_refused(tls, f"stranger-{number}.localhost") for number in range(5))
    deployment.wait_healthy()


def lose_the_queue(deployment, sites) -> None:
    """Kill Valkey and delete its data while publications are queued and running; check that all of them finish."""
    builds = {site.name: site.publish() for site in sites}
    with deployment.supervisor_suspended():
        deployment.kill("valkey")
        waiting = sum(site.view(builds[site.name]).status is BuildStatus.PENDING for site in sites)
        for path in (deployment.running.home / "valkey" / "data").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    deployment.wait_healthy()
    for site in sites:
        assert site.wait_finished(builds[site.name]).status is BuildStatus.SUCCESS
        site.wait_live()
    print(f"{len(builds)} publications went live, {waiting} of them were still queued")


def test_publications_finish_even_if_the_queue_is_lost(deployment):
    sites = [deployment.create_site(pages=10) for _ in range(4)]

    lose_the_queue(deployment, sites)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_publications_finish_even_if_the_queue_is_lost(deployment):
    lose_the_queue(deployment, [deployment.create_site(pages=20) for _ in range(104)])


@contextmanager
def full_valkey() -> Iterator[None]:
    """Make Valkey reject writes inside the block, as if its memory were full."""
    extensions.redis().config_set("maxmemory", "1")
    try:
        yield
    finally:
        extensions.redis().config_set("maxmemory", "0")


def set_read_only(deployment, value: str) -> None:
    """Set whether PostgreSQL rejects writes, as hosted databases do when their disk is full."""
    with deployment.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(f"ALTER SYSTEM SET default_transaction_read_only = {value}"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def read_only_database(deployment) -> Iterator[None]:
    """Make PostgreSQL read-only inside the block."""
    set_read_only(deployment, "on")
    try:
        yield
    finally:
        set_read_only(deployment, "off")


def test_a_full_queue_only_delays_publications(deployment):
    site = deployment.create_site(pages=6)
    site.wait_finished(site.publish())
    site.wait_live()

    with Readers(site).reading() as readers, full_valkey():
        build = site.publish()
        time.sleep(3)
        assert site.view(build).status is BuildStatus.PENDING

    assert site.wait_finished(build).status is BuildStatus.SUCCESS
    site.wait_live()
    assert readers.complaints == []


def test_a_read_only_database_rejects_publications_and_recovers(deployment):
    site = deployment.create_site(pages=6)
    site.wait_finished(site.publish())
    site.wait_live()

    with Readers(site).reading() as readers, read_only_database(deployment):
        wait_for(lambda: refuses(site))
        assert get(deployment.running.port, "/healthz", host="localhost").status == 200
        assert site.crawl() == {(200, site.edition)}

    # Connections reload their settings at different times.
    wait_for(lambda: not refuses(site))
    assert site.wait_finished(site.publish()).status is BuildStatus.SUCCESS
    site.wait_live()
    assert readers.complaints == []


def refuses(site) -> bool:
    """True if a request to publish fails because the database is read-only."""
    try:
        with tenant_scope(site.tenant_id):
            publishing.request_publication(site.site_id)
    except InternalError as error:
        return isinstance(error.orig, ReadOnlySqlTransaction)
    return False


def publish_in_quick_succession(site, rounds: int) -> Readers:
    """Request many publications in a row, check that readers end up with the last one, and return the readers."""
    site.wait_finished(site.publish())
    site.wait_live()
    with Readers(site).reading() as readers:
        builds = [site.publish() for _ in range(rounds)]
        assert site.wait_finished(builds[-1]).status is BuildStatus.SUCCESS
        site.wait_live()
    assert site.crawl() == {(200, site.edition)}
    ended = Counter(str(site.view(build).status) for build in builds)
    print(f"{rounds} requests, {readers.requests} files read, {dict(ended)}")
    return readers


def test_the_last_of_many_concurrent_publications_wins(deployment):
    readers = publish_in_quick_succession(deployment.create_site(pages=20), 12)

    assert readers.complaints == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_last_of_fifty_concurrent_publications_wins(deployment):
    readers = publish_in_quick_succession(deployment.create_site(pages=60), 50)

    assert readers.complaints == []


def test_readers_do_not_notice_a_restart_of_the_edge_agent(deployment):
    site = deployment.create_site(pages=6)
    site.wait_finished(site.publish())
    site.wait_live()

    with Readers(site).reading() as readers:
        deployment.kill("edge")
        site.wait_finished(site.publish())
        site.wait_live()

    assert readers.complaints == []
