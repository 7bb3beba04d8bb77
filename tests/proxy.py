"""A TCP proxy to a real server, which can delay and cut connections."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = 16 * 1024


@dataclass
class TcpProxy:
    """The proxy's settings for new connections."""

    target: int
    port: int = 0
    delay: float = 0.0
    """The delay in seconds before a connection is forwarded."""
    cut_after: list[int] = field(default_factory=list)
    """For each of the next connections, the number of response bytes after which it is cut."""
    connections: int = 0


@contextmanager
def tcp_proxy(target: int) -> Iterator[TcpProxy]:
    """Run a proxy to a local port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = TcpProxy(target, listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, line), daemon=True).start()
        yield line
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, line: TcpProxy) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _address = listener.accept()
            line.connections += 1
            limit = line.cut_after.pop(0) if line.cut_after else None
            threading.Thread(target=_serve, args=(client, line, limit), daemon=True).start()


def _serve(client: socket.socket, line: TcpProxy, limit: int | None) -> None:
    time.sleep(line.delay)
    with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", line.target)) as server:
        threading.Thread(target=_pass_on, args=(client, server, None), daemon=True).start()
        _pass_on(server, client, limit)


def _pass_on(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data if limit is None else data[:limit])
            if limit is not None:
                limit -= len(data)
                if limit <= 0:
                    break
        for each in (source, target):
            each.shutdown(socket.SHUT_RDWR)
