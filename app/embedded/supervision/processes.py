"""Starting and stopping child processes so that none outlives us."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run as a child, with only the environment it needs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    is_data_service: bool = False
    niceness: int = 0


def start(program: Program, log: Path) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, its words appended to `log`."""
    _shorten(log)
    with log.open("ab") as words:
        return subprocess.Popen(
            program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_before(program),  # noqa: PLW1509 - runs before any thread
        )


def _before(program: Program) -> Callable[[], None]:
    tie = dies_with_parent(program.stop_signal)

    def before() -> None:
        tie()
        os.nice(program.niceness)

    return before


def dies_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """For a child to call first: the kernel sends it this signal when its parent is gone."""
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, sent, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def stop(children: Mapping[subprocess.Popen[bytes], Program]) -> None:
    """Ask all of them to stop at once, and end those that take too long, with their own children."""
    for child, program in children.items():
        child.send_signal(program.stop_signal)
    began = time.monotonic()
    for child, program in children.items():
        remaining = began + program.patience - time.monotonic()
        try:
            child.wait(max(remaining, 0.01))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        kill_group(child.pid)


def kill_group(group: int) -> None:
    """End whatever is left of a child's session."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def await_gone(folder: Path, sent: signal.Signals, *, patience: float = 15.0) -> None:
    """See off a server that an earlier run left behind; it is known by the folder it works in."""
    left = [process for process in psutil.process_iter() if _works_in(process, folder)]
    for process in left:
        process.send_signal(sent)
    for process in psutil.wait_procs(left, timeout=patience)[1]:
        process.kill()


def last_words(log: Path, lines: int = 3) -> str:
    """The end of what a child said, on one line."""
    try:
        with log.open("rb") as words:
            words.seek(max(log.stat().st_size - 4000, 0))
            said = words.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return " | ".join([line.strip() for line in said if line.strip()][-lines:])


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder
    except psutil.Error:
        return False


def _shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
