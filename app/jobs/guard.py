"""A worker's parent process, which ends the worker if a job is stuck, whatever the job does.

RQ limits a job with a signal, which Python handles between two bytecodes: never in a long call of C code, or while
signals are blocked. The parent only waits, so it can always kill, and then starts another worker.
"""

import ctypes
import gc
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("quillspace.worker")

GRACE_SECONDS = 30.0
"""How long a job may run beyond its limit, in which RQ and the job itself can end it in order."""
FORWARDED = (signal.SIGINT, signal.SIGTERM)
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Watch:
    """The worker's end of the pipe to its parent."""

    pipe: int
    ended_job: str = ""
    """The id of the job for which the previous worker was killed; "" if there is none."""

    def begin(self, job_id: str, seconds: float) -> None:
        """Tell the parent that a job begins, and how long it may take."""
        os.write(self.pipe, f"{seconds} {job_id}\n".encode())

    def end(self) -> None:
        """Tell the parent that the job has ended."""
        os.write(self.pipe, b"\n")


def run_guarded(work: Callable[[Watch], None]) -> int:
    """Call `work` in a child process, again after each job that was stuck; return the child's exit code."""
    ended_job = ""
    while True:
        code, ended_job = _run_child(work, ended_job)
        if not ended_job:
            return code


def _run_child(work: Callable[[Watch], None], ended_job: str) -> tuple[int, str]:
    """Run one child; return its exit code, and the id of the stuck job for which it has to be replaced."""
    reads, writes = os.pipe()
    gc.freeze()  # The child then shares more memory with its parent.
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reads)
        _work_and_exit(work, Watch(writes, ended_job), parent)
    os.close(writes)
    is_stopping = False

    def stop(number: int, _frame: object) -> None:
        nonlocal is_stopping
        is_stopping = True
        _forward(child, number)

    before = {sent: signal.signal(sent, stop) for sent in FORWARDED}
    try:
        stuck_job = _watch(reads)
        if stuck_job:
            log.error("Job %s is stuck; its worker is killed and replaced.", stuck_job)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(reads)
        for sent, handler in before.items():
            signal.signal(sent, handler)
    code = os.waitstatus_to_exitcode(status)
    return (code if code >= 0 else 128 - code), "" if is_stopping else stuck_job


def _watch(pipe: int) -> str:
    """Read what the child reports; return the id of a job that exceeded its limit, or "" once the child has exited."""
    deadline: float | None = None
    job, rest = "", b""
    while True:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return job
        if not select.select([pipe], [], [], left)[0]:
            continue
        received = os.read(pipe, 4096)
        if not received:
            return ""
        *lines, rest = (rest + received).split(b"\n")
        for line in lines:
            seconds, _, job = line.decode().partition(" ")
            deadline = time.monotonic() + float(seconds) + GRACE_SECONDS if job else None


def _forward(child: int, number: int) -> None:
    os.kill(child, number)


def _work_and_exit(work: Callable[[Watch], None], watch: Watch, parent: int) -> None:
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            work(watch)
            code = 0
    except BaseException:  # noqa: BLE001 - a forked child must not run on into its parent's code
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
