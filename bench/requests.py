"""A load generator for one URL: wrk if it is installed, otherwise our own."""

import re
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 32
DONE = re.compile(r"(\d+) requests in ")
P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def generator() -> str:
    """Return the name of the load generator in use."""
    if shutil.which("wrk"):
        return f"wrk -t1 -c{CONNECTIONS}"
    return f"our own generator, {CONNECTIONS} connections (wrk is not installed; it would be faster)"


@dataclass(frozen=True)
class LoadResult:
    """The number of responses, responses per second, and the 99th percentile of the latency in ms."""

    count: int
    rate: float
    p99: float


def ask(url: str, headers: Mapping[str, str], *, seconds: float) -> LoadResult:
    """Send requests for a number of seconds. Raises RuntimeError if a response is not 200."""
    return _run_wrk(url, headers, seconds) if shutil.which("wrk") else _run_own_client(url, headers, seconds)


def _run_wrk(url: str, headers: Mapping[str, str], seconds: float) -> LoadResult:
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", "--latency", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", *options, url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if bad := BAD.search(output):
        raise RuntimeError(f"{url}: {bad[0]}")
    count, found, slow = DONE.search(output), RATE.search(output), P99.search(output)
    assert count, output
    assert found, output
    assert slow, output
    return LoadResult(int(count[1]), float(found[1]), float(slow[1]) * MS[slow[2]])


@dataclass
class _Caller:
    """One connection that sends its next request after each response; all responses have the same length."""

    socket: socket.socket
    missing: int
    asked: float = 0.0


def _run_own_client(url: str, headers: Mapping[str, str], seconds: float) -> LoadResult:
    address = urlsplit(url)
    where = (address.hostname or "", address.port or 80)
    lines = [f"GET {address.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    length = _response_length(where, request)
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        callers = [_Caller(socket.create_connection(where), length) for _ in range(CONNECTIONS)]
        for caller in callers:
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            caller.asked = time.perf_counter()
            caller.socket.sendall(request)
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            for key, _ in selector.select(1):
                caller = key.data
                caller.missing -= len(caller.socket.recv(1 << 18))
                if caller.missing <= 0:
                    now = time.perf_counter()
                    times.append(now - caller.asked)
                    caller.missing, caller.asked = length, now
                    caller.socket.sendall(request)
        took = time.perf_counter() - began
        for caller in callers:
            caller.socket.close()
    slow = sorted(times)[len(times) * 99 // 100]
    return LoadResult(len(times), len(times) / took, slow * 1000)


def _response_length(where: tuple[str, int], request: bytes) -> int:
    with socket.create_connection(where) as caller:
        caller.sendall(request)
        response = b""
        while b"\r\n\r\n" not in response:
            response += caller.recv(1 << 16)
    head, _, _ = response.partition(b"\r\n\r\n")
    found = LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or not found:
        raise RuntimeError(f"The first response was {head[:200]!r}.")
    return len(head) + 4 + int(found[1])
