"""Ports of this machine for servers of tests: nobody uses them, and no connection is given one before they are bound.

Linux gives outgoing connections ports from 32,768 on; ours are below. Each worker of a test run has a part of its own.
"""

import os
import random
import socket
from collections.abc import Sequence
from contextlib import ExitStack, suppress

LOWEST, HIGHEST = 20_000, 32_000
WORKERS = 8


def free_ports(count: int, *, below: int = HIGHEST, also: Sequence[int] = ()) -> list[int]:
    """So many ports in a row, beginning below `below`. Those that lie `also` so much higher are free too."""
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
