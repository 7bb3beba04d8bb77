"""Huge heads and bodies, idle connections by the thousand, and pipelined requests: everyone else is served."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from app.embedded.supervision.children import MAX_CONNECTIONS
from tests.faults.deployment import wait_for
from tests.faults.slow_clients.app_caddy import app_behind_caddy, status_over_tls
from tests.faults.slow_clients.test_slow_clients import status_of
from tests.scale import runs

pytestmark = [pytest.mark.threat("H3"), pytest.mark.sampled, pytest.mark.timeout(300)]

KB, MB = 1024, 1024 * 1024
IDLE = runs(300, soak=10_000)
SPARE_FILES = 400
PIPELINED = runs(50, soak=1000)
BYTES_OF_A_CONNECTION = 32 * KB
OTHER_BYTES = 64 * MB
HEADS = {
    "a long line": b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % (b"a" * MB),
    "a long header": b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n" % (b"a" * MB),
    "many headers": b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (b"X: y\r\n" * 5000),
    "a head without an end": b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200_000,
    "no HTTP": b"\x00" * MB,
}
TOO_LARGE = {b"400", b"413", b"414", b"431"}


@pytest.fixture(params=["app", "sites"])
def port(deployment, request) -> int:
    """The port of the app, and of Caddy with the published sites."""
    return deployment.running.port if request.param == "app" else deployment.running.sites_port


def server_of(deployment, port):
    """The process that listens at this port."""
    name = "web" if port == deployment.running.port else "caddy"
    return next(each for each in deployment.processes(name) if not each.children())


def is_served(port) -> bool:
    """True if a page is served; Caddy has no page for the bare host, and says so."""
    return status_of(port, "/sign-in") in {200, 404, 421}


def first_status(client: socket.socket) -> bytes:
    """The status of the next response; b"" if the server closes the connection without one."""
    try:
        line = client.recv(64 * KB)
    except ConnectionError:
        return b""
    return line.split()[1] if line else b""


@contextmanager
def many_files(wanted: int) -> Iterator[int]:
    """Allow this process as many open files as possible, and yield how many connections it may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted + SPARE_FILES if hard == resource.RLIM_INFINITY else min(hard, wanted + SPARE_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    try:
        yield min(wanted, max(soft, most) - SPARE_FILES)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("head", HEADS)
def test_a_huge_head_is_refused_and_takes_no_memory(deployment, port, head):
    server = server_of(deployment, port)
    before = server.memory_info().rss
    for _ in range(runs(3, soak=100)):
        with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as client:
            try:
                client.sendall(HEADS[head])
                client.shutdown(socket.SHUT_WR)
            except OSError:
                continue  # It was refused before it had arrived.
            assert first_status(client) in TOO_LARGE | {b""}

    assert is_served(port)
    assert server.memory_info().rss - before < OTHER_BYTES


@pytest.mark.parametrize(
    ("size", "allowed"), [(10 * MB, {b"401", b"413"}), (10**12, {b"401", b"413"}), (10**30, {b"400", b"413"})]
)
def test_a_huge_body_is_refused_before_it_arrives(deployment, size, allowed):
    port = deployment.running.port
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as client:
        client.sendall(head)

        assert first_status(client) in allowed
    assert is_served(port)


def test_a_body_without_an_end_is_cut_off(deployment):
    port = deployment.running.port
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n%s\r\n" % (64 * KB, b"x" * 64 * KB)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as client:
        client.sendall(head)
        try:
            for _ in range(200):
                client.sendall(chunk)
        except OSError:
            pass  # It was cut off before all of it had been sent.
        else:
            assert first_status(client) in {b"401", b"413"}
    assert is_served(port)


@contextmanager
def idle_connections(port: int, wanted: int) -> Iterator[int]:
    """Hold as many idle connections as this machine allows; yield their number."""
    with many_files(wanted) as allowed, ExitStack() as clients:
        for _ in range(allowed):
            clients.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=30)))
        assert allowed >= min(wanted, 1000)
        yield allowed


def test_idle_connections_delay_nobody_and_take_little_memory(deployment, port):
    """The app itself is reached only through a Caddy, and accepts fewer of them."""
    server = server_of(deployment, port)
    before = server.memory_info().rss
    wanted = IDLE if port == deployment.running.sites_port else min(IDLE, MAX_CONNECTIONS // 2)
    with idle_connections(port, wanted) as held:
        wait_for(lambda: is_served(port))
        assert server.memory_info().rss - before < held * BYTES_OF_A_CONNECTION + OTHER_BYTES

    assert is_served(port)


def test_idle_connections_to_the_apps_caddy_delay_nobody(deployment, tmp_path):
    with app_behind_caddy(deployment.running.port, tmp_path) as front, idle_connections(front, IDLE):
        wait_for(lambda: status_over_tls(front, "/sign-in") == 200)
        assert status_of(deployment.running.port, "/sign-in") == 200


def test_pipelined_requests_are_answered_in_order_and_delay_nobody(deployment):
    port = deployment.running.port
    paths = [b"/sign-in" if number % 2 else b"/nothing-here" for number in range(PIPELINED)]
    requests = b"".join(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path for path in paths[:-1])
    last = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % paths[-1]
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as client:
        client.sendall(requests + last)
        assert is_served(port)
        received = client.makefile("rb").read()

    statuses = [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200" if path == b"/sign-in" else b"404" for path in paths]
