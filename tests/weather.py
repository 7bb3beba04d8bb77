"""Fault injection for a real S3 server: an HTTP proxy that makes some requests fail."""

import contextlib
import http.client
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
SICK = b"<?xml version='1.0'?><Error><Code>%s</Code><Message>Injected fault.</Message></Error>"


class Fault(StrEnum):
    """What is done to an affected request."""

    ERROR = "responds 500"
    RESET = "closes the connection before responding"
    CUT = "closes the connection within the response"
    LATE = "responds ten seconds late"
    FORBIDDEN = "responds 403"
    FULL = "responds that it is full"


@dataclass
class FaultyProxy:
    """The proxy's current fault and the number of affected requests."""

    target: int
    port: int = 0
    fault: Fault | None = None
    share: float = 0.0
    """The share of affected requests, from 0 to 1."""
    seconds: float = 10.0
    hits: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(6))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def inject(self, fault: Fault | None, share: float = 1.0) -> None:
        """Inject a fault from now on, or stop with None."""
        self.fault, self.share = fault, share

    def next_fault(self) -> Fault | None:
        """Return the fault for the next request, or None to pass it on."""
        with self.lock:
            if self.fault is None or self.chance.random() >= self.share:
                return None
            self.hits += 1
            return self.fault


@contextmanager
def faulty_proxy(target: int) -> Iterator[FaultyProxy]:
    """Run a proxy to the S3 server at this local port."""
    proxy = FaultyProxy(target)

    class Handler(_Handler):
        pass

    Handler.proxy = proxy
    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.pass_on)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield proxy
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: FaultyProxy

    def pass_on(self) -> None:
        """Pass a request on, or apply the current fault to it."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.next_fault()
        if fault is Fault.RESET:
            self._hang_up()
        elif fault is Fault.ERROR:
            self._refuse(500, b"InternalError")
        elif fault is Fault.FORBIDDEN:
            self._refuse(403, b"AccessDenied")
        elif fault is Fault.FULL:
            self._refuse(507, b"InsufficientStorage")
        else:
            if fault is Fault.LATE:
                time.sleep(self.proxy.seconds)
            with contextlib.suppress(OSError):
                self._hand_on(body, is_cut=fault is Fault.CUT)

    def _hand_on(self, body: bytes, *, is_cut: bool) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.proxy.target, timeout=30)
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                line.putheader(name, value)
        line.endheaders(body)
        response = line.getresponse()
        data = response.read()
        line.close()
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in {*HOP_BY_HOP, "content-length"}:
                self.send_header(name, value)
        length = response.getheader("Content-Length", "0") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if is_cut else data)
        if is_cut:
            self._hang_up()

    def _refuse(self, status: int, code: bytes) -> None:
        words = SICK % code
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(words)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Log nothing."""
