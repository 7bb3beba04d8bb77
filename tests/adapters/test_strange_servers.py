"""Servers with malformed or endless responses: each request ends in time with a clear result."""

import contextlib
import itertools
import socket
import threading
import time

import pytest

from app.adapters.safe_http import Unreachable, fetch_status
from tests.adapters.test_safe_http import only
from tests.dns import silent_dns_server

LOOK_SECONDS = 1.0
OK = b"HTTP/1.1 200 OK\r\n"
FOREVER = 600
"""A number of pieces that would take longer to send than a test may wait, at ten per second."""


def drip(data):
    """Yield the bytes one by one, then repeat the last one."""
    for byte in itertools.chain(data, itertools.repeat(data[-1], FOREVER)):
        yield bytes([byte])


ENDLESS = {
    "a dripping status": lambda: drip(b"HTTP/1.1 2"),
    "a dripping header": lambda: itertools.chain([OK], drip(b"X-Slow: a")),
    "endless headers": lambda: itertools.chain([OK], itertools.repeat(b"X: y\r\n", FOREVER)),
    "endless 100 Continue": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n", FOREVER),
    "nothing": lambda: itertools.repeat(b"", FOREVER),
}
STRANGE = {
    "a redirect to half an address": b"HTTP/1.1 302 F\r\nLocation: http://[\r\n\r\n",
    "a redirect to an odd port": b"HTTP/1.1 302 F\r\nLocation: http://a:99999999/\r\n\r\n",
    "a redirect to bytes": b"HTTP/1.1 302 F\r\nLocation: \xff\xfe://\x01\r\n\r\n",
    "a redirect to a script": b"HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\n\r\n",
    "no status": b"\r\n\r\n",
    "a status of letters": b"HTTP/1.1 abc OK\r\n\r\n",
    "a status of a million": b"HTTP/1.1 1000000 OK\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "a header of a megabyte": OK + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n",
    "a thousand headers": OK + b"X: y\r\n" * 1000 + b"\r\n",
    "zero bytes": b"\0" * 1000,
    "a broken chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
}


@contextlib.contextmanager
def serving(pieces):
    """Run a server that sends these pieces to every client, small ones at ten per second; yields its port."""
    stopped = threading.Event()

    def send(client):
        with client, contextlib.suppress(OSError):
            client.recv(10_000)
            for piece in pieces():
                if stopped.is_set():
                    return
                client.sendall(piece)
                if len(piece) < 100:
                    time.sleep(0.1)

    def accept():
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=send, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.threat("G8")
@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_server_that_never_finishes_is_given_up(kind):
    with serving(ENDLESS[kind]) as port, pytest.raises(Unreachable):
        fetch_status(f"http://localhost:{port}/", policy=only(port), seconds=LOOK_SECONDS)


@pytest.mark.threat("G8")
@pytest.mark.timeout(30)
def test_a_name_server_that_never_answers_is_given_up(monkeypatch):
    with silent_dns_server() as resolver:
        monkeypatch.setattr(socket, "getaddrinfo", resolver.getaddrinfo)
        with pytest.raises(Unreachable, match="too long") as raised:
            fetch_status("http://silent.test:80/", policy=only(80), seconds=LOOK_SECONDS)

    assert not raised.value.is_permanent


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", STRANGE)
def test_a_strange_answer_is_a_status_or_a_failure_with_a_reason(kind):
    with serving(lambda: [STRANGE[kind]]) as port, contextlib.suppress(Unreachable):
        status = fetch_status(f"http://localhost:{port}/", policy=only(port), seconds=LOOK_SECONDS)
        assert isinstance(status, int)
