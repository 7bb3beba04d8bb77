"""Clients that send or read slowly, in large numbers: everyone else is served as if they were not there."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.faults.deployment import wait_for
from tests.faults.slow_clients.app_caddy import app_behind_caddy, connect_tls, hold_streams, status_over_tls
from tests.scale import runs

SLOW_CLIENTS = runs(60, soak=1000)
"""More than three times the threads of the web server."""
STREAMS = 20
"""Requests of one connection that speaks HTTP/2."""
REQUESTS = 20
TIMEOUT = 10
BODY = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=a"


def app_request(line: bytes, rest: bytes = b"\r\n") -> bytes:
    return line + b" HTTP/1.1\r\nHost: localhost\r\n" + rest


STARTS = {
    "nothing": b"",
    "half a head": b"GET /sign-in HTTP/1.1\r\nHost: loc",
    "half a body": app_request(b"POST /sign-in", BODY),
    "half a chunk": app_request(b"POST /sign-in", b"Transfer-Encoding: chunked\r\n\r\n3e8\r\nemail=a"),
    "half an upload": app_request(
        b"POST /assets?name=a.jpg", b"Content-Length: 30000000\r\n\r\n" + b"x" * 2000
    ),
    "an unread response": app_request(b"GET /gallery/field-notes/style.css"),
}


def status_of(port: int, path: str, host: str = "localhost") -> int:
    """Request a page on a new connection and read it to its end; return the status."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)) as connection:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        return response.status


def hold(clients: ExitStack, port: int, start: bytes) -> None:
    """Open SLOW_CLIENTS connections that send the start of a request and nothing more."""
    for _ in range(SLOW_CLIENTS):
        client = clients.enter_context(
            closing(socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT))
        )
        client.sendall(start)


@pytest.mark.threat("H3")
@pytest.mark.sampled
@pytest.mark.parametrize("start", STARTS)
def test_slow_clients_of_the_app_delay_nobody_else(deployment, start):
    port = deployment.running.port

    with ExitStack() as clients:
        hold(clients, port, STARTS[start])
        # A thousand complete requests at once take a moment: what counts is that nothing stays occupied after it.
        wait_for(lambda: status_of(port, "/sign-in") == 200)
        statuses = {status_of(port, "/sign-in") for _ in range(REQUESTS)}

    assert statuses == {200}


@pytest.fixture(scope="module")
def front(deployment, tmp_path_factory) -> Iterator[int]:
    """The port of the app's own Caddy."""
    with app_behind_caddy(deployment.running.port, tmp_path_factory.mktemp("front")) as port:
        yield port


@pytest.mark.threat("H3")
@pytest.mark.sampled
@pytest.mark.parametrize("start", STARTS)
def test_slow_clients_of_the_apps_caddy_delay_nobody_else(front, start):
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS):
            clients.enter_context(closing(connect_tls(front))).sendall(STARTS[start])
        wait_for(lambda: status_over_tls(front, "/sign-in") == 200)
        statuses = {status_over_tls(front, "/sign-in") for _ in range(REQUESTS)}

    assert statuses == {200}


@pytest.mark.threat("H3")
def test_slow_streams_of_http_2_delay_nobody_else(front):
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS // STREAMS):
            clients.enter_context(closing(hold_streams(front, STREAMS, sent=b"email=a")))
        statuses = {status_over_tls(front, "/sign-in") for _ in range(REQUESTS)}

    assert statuses == {200}


@pytest.mark.threat("H3")
def test_slow_readers_of_a_site_delay_neither_the_app_nor_other_readers(deployment):
    site = deployment.create_site(pages=2)
    site.wait_finished(site.publish())
    site.wait_live()
    ports = deployment.running
    start = b"POST /_open HTTP/1.1\r\nHost: %s\r\n" % site.host.encode() + BODY

    with ExitStack() as clients:
        hold(clients, ports.sites_port, start)
        statuses = {status_of(ports.port, "/sign-in") for _ in range(REQUESTS)}
        statuses |= {status_of(ports.sites_port, "/", site.host) for _ in range(REQUESTS)}

    assert statuses == {200}
