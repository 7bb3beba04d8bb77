"""The server processes of a running QuillSpace, and their CPU time."""

from collections.abc import Iterator
from contextlib import suppress

import psutil

from tests.running import RunningQuillSpace

PROCESSES = {"PostgreSQL": "postgres", "Valkey": "valkey", "web": "granian"}


def processor_seconds(running: RunningQuillSpace) -> dict[str, float]:
    """Return the CPU seconds used so far by the web server, PostgreSQL and Valkey."""
    used: dict[str, float] = {}
    for kind, process, _words in servers(running):
        times = process.cpu_times()
        used[kind] = used.get(kind, 0.0) + times.user + times.system
    return used


def servers(running: RunningQuillSpace) -> Iterator[tuple[str, psutil.Process, str]]:
    """Yield the kind, process and command line of each server process."""
    for process in psutil.Process(running.process.pid).children(recursive=True):
        with suppress(psutil.Error):
            command_line = " ".join(process.cmdline())
            kind = next((name for name, word in PROCESSES.items() if word in command_line), "")
            if kind:
                yield kind, process, command_line
