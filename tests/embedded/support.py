"""Small programs, well-behaved and misbehaving, for tests of the supervisor."""

import sys
import time

import psutil

from app.embedded.supervision.processes import Program

HANGS = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


def with_a_deaf_child(then="time.sleep(600)"):
    """Return the source of a program that prints the pid of a child that ignores SIGTERM, then runs `then`."""
    return (
        "import subprocess, sys, time;"
        f"child = subprocess.Popen([sys.executable, '-c', {HANGS!r}], stdout=subprocess.PIPE);"
        f"child.stdout.readline(); print(child.pid, flush=True); {then}"
    )


def python(name, source, **details):
    """Create a program that runs this Python source."""
    return Program(name=name, command=[sys.executable, "-c", source], **details)


def eventually(question, seconds=10):
    """Poll until the result is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, "the result was not true in time"
        time.sleep(0.02)
    return answer


def is_running(pid):
    """True if the process is running and is not a zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
