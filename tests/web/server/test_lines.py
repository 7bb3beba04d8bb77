"""Requests that hash a password wait in a line of their own, behind a real Granian."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.web.server.bridge import PASSWORD_THREADS
from app.web.server.lines import Line, LineIsFull
from tests import house
from tests.edge.support import await_port
from tests.ports import free_ports
from tests.waiting import wait_for
from tests.web.server.test_bridge import echo, send

pytestmark = pytest.mark.threat("G5")

AT_ONCE = 40


@pytest.fixture(scope="module")
def port():
    """The port of the server."""
    (port,) = free_ports(1)
    options = ["--interface", "rsgi", "--port", str(port), "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "tests.web.server.echo:server"]
    process = subprocess.Popen(command, cwd=house.ROOT)
    try:
        await_port(port)
        yield port
    finally:
        process.kill()
        process.wait()


def test_many_requests_that_hash_a_password_occupy_none_of_the_other_threads(port):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(send, port, "POST", "/hashes", b"x") for _ in range(AT_ONCE)]
        wait_for(lambda: echo(port, path="/hashing")["size"] == PASSWORD_THREADS)

        assert echo(port, "POST", body=b"quick")["size"] == 5
        assert not any(request.done() for request in waiting)

        echo(port, path="/release")
        assert {request.result()[0] for request in waiting} == {200}


def line(*, places: int, seconds: float) -> Line:
    return Line("test", threads=1, places=places, seconds=seconds, message="Later, please.", retry_after=7)


def run_beside(one: Line, release: threading.Event, others: int) -> list[object]:
    """Occupy the line's only thread, let others wait, and return what becomes of those."""

    async def run() -> list[object]:
        first = asyncio.create_task(one.run(release.wait))
        await asyncio.sleep(0)
        rest = [asyncio.create_task(one.run(str, number)) for number in range(others)]
        await asyncio.sleep(0.05)
        release.set()
        await first
        return await asyncio.gather(*rest, return_exceptions=True)

    # In a thread of its own, because browser tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def test_whoever_finds_the_line_full_is_told_when_to_come_back():
    *served, refused = run_beside(line(places=3, seconds=30), threading.Event(), 3)

    assert served == ["0", "1"]
    assert isinstance(refused, LineIsFull)
    assert (refused.message, refused.retry_after) == ("Later, please.", 7)


def test_whoever_has_waited_for_too_long_takes_up_no_thread():
    results = run_beside(line(places=9, seconds=0.01), threading.Event(), 3)

    assert [type(each) for each in results] == [LineIsFull] * 3


def test_a_line_has_all_its_places_again_afterwards():
    one = line(places=3, seconds=30)
    run_beside(one, threading.Event(), 5)

    assert run_beside(one, threading.Event(), 2) == ["0", "1"]
