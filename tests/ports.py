"""Free local ports for test servers, outside the range used for outgoing connections.

Linux assigns ports from 32,768 up to outgoing connections; these are below. Each xdist worker has its own range.
"""

import os
import random
import socket
from collections.abc import Sequence
from contextlib import ExitStack, suppress

LOWEST, HIGHEST = 20_000, 32_000
WORKERS = 8


def free_ports(count: int, *, below: int = HIGHEST, also: Sequence[int] = ()) -> list[int]:
    """Return `count` consecutive free ports below `below`; the ports at each offset in `also` are free too."""
    room = (below - LOWEST) // WORKERS
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % WORKERS
    start = LOWEST + worker * room
    while True:
        first = random.randrange(start, start + room - count)
        ports = list(range(first, first + count))
        with suppress(OSError), ExitStack() as stack:
            for port in (*ports, *(port + more for port in ports for more in also)):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return ports
