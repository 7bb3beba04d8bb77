"""What readers and authors notice when parts are away."""

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
from tests.faults.town import Readers, wait_for


def test_with_everything_but_caddy_dead_every_page_is_served(town):
    village = town.found(pages=12)
    village.wait_over(village.publish())
    village.wait_live()
    tls = town.running.sites_tls_port
    assert get_tls(tls, village.host, "/").status == 200

    with town.nobody_restarts():
        town.kill("worker", "relay", "web", "edge", "valkey", "postgres")
        assert village.crawl() == {(200, village.edition)}
        missing = get(town.running.sites_port, "/nothing", host=village.host)
        assert missing.status == 503
        assert b"This page is not here" in missing.body
        assert get_tls(tls, village.host, "/page-1").status == 200

    town.wait_well()
    assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
    village.wait_live()


def test_with_the_database_away_known_names_keep_tls_and_strangers_get_none(town):
    village = town.found(pages=2)
    village.wait_over(village.publish())
    village.wait_live()
    tls = town.running.sites_tls_port

    with town.nobody_restarts():
        town.kill("postgres", "valkey")
        assert get_tls(tls, village.host, "/").status == 200
        assert all(is_refused(tls, f"stranger-{number}.localhost") for number in range(5))
    town.wait_well()


def lose_the_queue(town, villages) -> None:
    """Valkey dies with everything it held while publications wait and run; all of them finish."""
    builds = {village.name: village.publish() for village in villages}
    with town.nobody_restarts():
        town.kill("valkey")
        waiting = sum(
            village.view(builds[village.name]).status is BuildStatus.PENDING for village in villages
        )
        for path in (town.running.home / "valkey" / "data").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    town.wait_well()
    for village in villages:
        assert village.wait_over(builds[village.name]).status is BuildStatus.SUCCESS
        village.wait_live()
    print(f"{len(builds)} publications went live, {waiting} of them had not begun when the queue was lost")


def test_publications_finish_although_the_queue_was_lost(town):
    villages = [town.found(pages=10) for _ in range(4)]

    lose_the_queue(town, villages)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_publications_finish_although_the_queue_was_lost(town):
    lose_the_queue(town, [town.found(pages=20) for _ in range(104)])


@contextmanager
def full_valkey() -> Iterator[None]:
    """It takes nothing more, as one whose memory is full."""
    extensions.redis().config_set("maxmemory", "1")
    try:
        yield
    finally:
        extensions.redis().config_set("maxmemory", "0")


def set_read_only(town, value: str) -> None:
    """PostgreSQL refuses to write: what services do when their disk is full."""
    with town.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text(f"ALTER SYSTEM SET default_transaction_read_only = {value}"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def read_only_database(town) -> Iterator[None]:
    """It answers, and writes nothing."""
    set_read_only(town, "on")
    try:
        yield
    finally:
        set_read_only(town, "off")


def test_a_queue_without_room_only_makes_publications_wait(town):
    village = town.found(pages=6)
    village.wait_over(village.publish())
    village.wait_live()

    with Readers(village).reading() as readers, full_valkey():
        build = village.publish()
        time.sleep(3)
        assert village.view(build).status is BuildStatus.PENDING

    assert village.wait_over(build).status is BuildStatus.SUCCESS
    village.wait_live()
    assert readers.complaints == []


def test_a_database_without_room_refuses_and_goes_on_once_there_is_some(town):
    village = town.found(pages=6)
    village.wait_over(village.publish())
    village.wait_live()

    with Readers(village).reading() as readers, read_only_database(town):
        wait_for(lambda: refuses(village))
        assert get(town.running.port, "/healthz", host="localhost").status == 200
        assert village.crawl() == {(200, village.edition)}

    # Each connection hears of its settings in its own time.
    wait_for(lambda: not refuses(village))
    assert village.wait_over(village.publish()).status is BuildStatus.SUCCESS
    village.wait_live()
    assert readers.complaints == []


def refuses(village) -> bool:
    """Whether a request to publish is refused, and so leaves nothing."""
    try:
        with tenant_scope(village.tenant_id):
            publishing.request_publication(village.site_id)
    except InternalError as error:
        return isinstance(error.orig, ReadOnlySqlTransaction)
    return False


def publish_in_a_hurry(village, rounds: int) -> Readers:
    """Many requests one after another: the last is what readers see, and nobody ever sees an older one again."""
    village.wait_over(village.publish())
    village.wait_live()
    with Readers(village).reading() as readers:
        builds = [village.publish() for _ in range(rounds)]
        assert village.wait_over(builds[-1]).status is BuildStatus.SUCCESS
        village.wait_live()
    assert village.crawl() == {(200, village.edition)}
    ended = Counter(str(village.view(build).status) for build in builds)
    print(f"{rounds} requests, {readers.requests} files read, {dict(ended)}")
    return readers


def test_of_many_publications_at_once_the_last_wins(town):
    readers = publish_in_a_hurry(town.found(pages=20), 12)

    assert readers.complaints == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_of_fifty_publications_at_once_the_last_wins(town):
    readers = publish_in_a_hurry(town.found(pages=60), 50)

    assert readers.complaints == []


def test_a_restart_of_the_edge_agent_is_not_noticed(town):
    village = town.found(pages=6)
    village.wait_over(village.publish())
    village.wait_live()

    with Readers(village).reading() as readers:
        town.kill("edge")
        village.wait_over(village.publish())
        village.wait_live()

    assert readers.complaints == []
