"""Runs Caddy with `caddy/app.Caddyfile` in front of the app, and connects to it over HTTP/1.1 and HTTP/2."""

import http.client
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from h2.config import H2Configuration
from h2.connection import H2Connection

from tests.edge.support import CADDY, CADDYFILE
from tests.ports import free_ports
from tests.waiting import wait_for

TIMEOUT = 10


@contextmanager
def app_behind_caddy(app_port: int, home: Path) -> Iterator[int]:
    """Run Caddy in front of the app at this port; yield the port for HTTPS."""
    (port,) = free_ports(1)
    environment = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "APP_DOMAIN": "localhost",
        "QUILLSPACE_APP_UPSTREAM": f"127.0.0.1:{app_port}",
        "QUILLSPACE_APP_TLS_PORT": str(port),
        "QUILLSPACE_EDGE_KEY": "the key of the edges",
    }
    process = subprocess.Popen(
        [CADDY, "run", "--config", CADDYFILE.with_name("app.Caddyfile")],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: _answers(port))
        yield port
    finally:
        process.kill()
        process.wait()


def status_over_tls(port: int, path: str) -> int:
    """Request a page on a new connection and read it to its end; return the status."""
    connection = http.client.HTTPSConnection("localhost", port, timeout=TIMEOUT, context=_tls("http/1.1"))
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status


def connect_tls(port: int) -> ssl.SSLSocket:
    """Connect to Caddy, to speak HTTP/1.1."""
    return _connected(port, "http/1.1")


def hold_streams(port: int, number: int, *, sent: bytes) -> ssl.SSLSocket:
    """Open a connection with this many HTTP/2 requests, each of which sends only the start of its body."""
    channel = _connected(port, "h2")
    connection = H2Connection(H2Configuration(client_side=True))
    connection.initiate_connection()
    for _ in range(number):
        stream = connection.get_next_available_stream_id()
        headers = {
            ":method": "POST",
            ":scheme": "https",
            ":authority": "localhost",
            ":path": "/sign-in",
            "content-type": "application/x-www-form-urlencoded",
            "content-length": "1000",
        }
        connection.send_headers(stream, list(headers.items()))
        connection.send_data(stream, sent)
    channel.sendall(connection.data_to_send())
    return channel


def _connected(port: int, protocol: str) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    channel = _tls(protocol).wrap_socket(plain, server_hostname="localhost")
    assert channel.selected_alpn_protocol() == protocol
    return channel


def _tls(protocol: str) -> ssl.SSLContext:
    """Return a context that accepts the certificate of Caddy's own authority."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([protocol])
    return context


def _answers(port: int) -> bool:
    try:
        return status_over_tls(port, "/sign-in") == 200
    except OSError:
        return False
