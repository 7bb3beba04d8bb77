"""The agent's thread pool does slow work in the background, once per site."""

import threading
from uuid import UUID, uuid4

import pytest

from app.adapters.object_store import open_store
from app.edge.agent import Agent
from app.edge.state import Host, Live, Snapshot
from app.edge.work_queue import WorkQueue
from tests.edge.disk.test_layout import TENANT, build_in_a_bucket
from tests.edge.state.support import wait_for
from tests.edge.support import pages
from tests.weather import Fault, faulty_proxy


@pytest.fixture
def gate():
    """An event that blocks the work until it is set."""
    gate = threading.Event()
    yield gate
    gate.set()


def test_a_site_is_queued_once_and_again_if_it_changes_during_its_work(gate):
    done: list[UUID] = []

    def work(site: UUID) -> None:
        gate.wait(10)
        done.append(site)

    queue = WorkQueue("one", 1, work)
    first, second = uuid4(), uuid4()
    queue.add([first])
    wait_for(lambda: not queue._waiting)
    for _ in range(3):
        queue.add([first, second, second])
    assert not queue.is_idle()
    gate.set()

    wait_for(queue.is_idle)
    assert done == [first, first, second]


def test_an_exception_does_not_end_a_thread(caplog):
    done: list[UUID] = []

    def work(site: UUID) -> None:
        done.append(site)
        raise RuntimeError

    queue = WorkQueue("two", 2, work)
    for _ in range(3):
        queue.add([uuid4(), uuid4()])
        wait_for(queue.is_idle)

    assert len(done) == 6
    assert "Fetching site" in caplog.text


def test_stopping_discards_the_queue(gate):
    started: list[UUID] = []

    def work(site: UUID) -> None:
        started.append(site)
        gate.wait(10)

    queue = WorkQueue("three", 1, work)
    sites = [uuid4() for _ in range(5)]
    queue.add(sites)
    wait_for(lambda: started)
    queue.stop()
    gate.set()

    wait_for(queue.is_idle)
    wait_for(lambda: not any(thread.name == "three" for thread in threading.enumerate()))
    assert started == sites[:1]


def test_concurrent_requests_for_a_missing_site_fetch_it_once(weed, tmp_path):
    store, build, _manifest = build_in_a_bucket(weed, pages("Ada"))
    site = uuid4()
    host = Host("ada.localhost", TENANT, site)
    with faulty_proxy(weed.ports[0]) as proxy:
        bucket = store.address.bucket
        slow = open_store(weed.url(bucket).replace(str(weed.ports[0]), str(proxy.port)))
        agent = Agent(home=tmp_path / "edge", dsn=lambda: "", store=slow)
        agent.snapshot = Snapshot({host.hostname: host}, {site: Live(TENANT, build)})
        proxy.seconds = 1
        proxy.inject(Fault.LATE)
        results: list[bool] = []
        readers = [
            threading.Thread(target=lambda: results.append(agent.fetch_host(host.hostname)))
            for _ in range(12)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()

    assert results == [True] * 12
    # One request for the manifest and one for the files.
    assert proxy.hits == 2
