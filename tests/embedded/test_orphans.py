"""A process that is killed leaves no child behind, which would go on serving the previous release."""

import contextlib
import os
import signal
import subprocess
import sys

import psutil
import pytest

from app.embedded.supervision import health
from tests import house
from tests.embedded.support import eventually, is_running
from tests.ports import free_ports

EDGE_AFTER = 1
"""The edge agent's port is the one after the app's."""


def children(process):
    return [each.pid for each in psutil.Process(process.pid).children(recursive=True)]


def is_serving(port):
    return health.status(port, "/healthz") == 200


@pytest.fixture
def start(clean_database):
    """A function that starts a command with this run's data services; what is left of it is killed at the end."""
    started = []

    def run(*arguments, is_ready):
        (port,) = free_ports(1)
        environment = {
            "PATH": os.environ["PATH"],
            "QUILLSPACE_HOME": str(clean_database.home),
            "QUILLSPACE_PORT": str(port),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=house.ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        eventually(lambda: is_ready(port, process), seconds=30)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


READY = {
    "web": lambda port, _process: is_serving(port),
    "worker": lambda _port, process: len(children(process)) > 1,
    "relay": lambda _port, process: len(psutil.Process(process.pid).net_connections("unix")) > 0,
    "edge": lambda port, _process: is_serving(port + EDGE_AFTER),
}


@pytest.mark.parametrize(
    "command", ["web", "worker", *(pytest.param(each, marks=pytest.mark.soak) for each in ("relay", "edge"))]
)
def test_a_killed_process_leaves_no_child(start, command):
    process = start(command, is_ready=READY[command])
    family = children(process)

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert bool(family) == (command in {"web", "worker"})
    try:
        eventually(lambda: not any(is_running(pid) for pid in family))
    finally:
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
