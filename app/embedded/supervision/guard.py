"""A small parent process for the supervisor, which leaves no child processes behind however the supervisor ends."""

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

import psutil

from app.embedded.supervision.processes import dies_with_parent

PR_SET_CHILD_SUBREAPER = 36
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_TIMEOUT = 25.0


def run_guarded(run: Callable[[], int]) -> int:
    """Call `run` in a child process and return its exit code. As a subreaper, adopt and end orphans at any depth."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    sys.stdout.flush()
    set_death_signal = dies_with_parent(signal.SIGTERM)
    child = os.fork()
    if child == 0:
        set_death_signal()
        _run_and_exit(run)
    for sent in FORWARDED:
        signal.signal(sent, lambda number, _frame: os.kill(child, number))
    code = _wait_for(child)
    for sent in FORWARDED:
        signal.signal(sent, signal.SIG_IGN)
    _end_orphans()
    return code


def _run_and_exit(run: Callable[[], int]) -> None:
    code = 1
    try:
        code = run()
    except BaseException:  # noqa: BLE001 - a forked child must not run on into its parent's code
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _wait_for(child: int) -> int:
    """Reap children until this one has exited; return its exit code."""
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == child:
            return _exit_code(os.waitstatus_to_exitcode(status))


def _exit_code(code: int) -> int:
    if code < 0:
        name = signal.Signals(-code).name
        print(f"The supervisor was killed by {name}; its child processes are being stopped.", flush=True)
    return code if code >= 0 else 128 - code


def _end_orphans() -> None:
    """Wait for the children, which the kernel told to stop when the supervisor died, then kill the remaining ones."""
    deadline = time.monotonic() + STOP_TIMEOUT
    while left := _reap():
        if time.monotonic() > deadline:
            _kill(left)
        time.sleep(0.1)


def _reap() -> list[psutil.Process]:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                break
        except ChildProcessError:
            return []
    left: list[psutil.Process] = psutil.Process().children(recursive=True)
    return left


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
