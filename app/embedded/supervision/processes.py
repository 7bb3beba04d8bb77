"""Starts and stops child processes, so that none of them outlives this process."""

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
    """A program to run as a child process, with only the environment variables that it needs."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout: float = 10.0
    is_data_service: bool = False
    niceness: int = 0


def start(program: Program, log: Path) -> subprocess.Popen[bytes]:
    """Start a program in its own session and append its output to `log`."""
    _rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_preexec(program),  # noqa: PLW1509 - this process has no threads yet
        )


def _preexec(program: Program) -> Callable[[], None]:
    set_death_signal = dies_with_parent(program.stop_signal)

    def before() -> None:
        set_death_signal()
        os.nice(program.niceness)

    return before


def dies_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """Return a pre-exec function that makes the kernel send the child this signal when its parent dies."""
    parent = os.getpid()

    def set_death_signal() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, sent, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return set_death_signal


def stop(children: Mapping[subprocess.Popen[bytes], Program]) -> None:
    """Signal all children to stop, kill those that exceed their timeout, and kill what remains in their sessions."""
    for child, program in children.items():
        child.send_signal(program.stop_signal)
    began = time.monotonic()
    for child, program in children.items():
        remaining = began + program.stop_timeout - time.monotonic()
        try:
            child.wait(max(remaining, 0.01))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        kill_group(child.pid)


def kill_group(group: int) -> None:
    """Kill the remaining processes in a child's session."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def stop_leftover_server(folder: Path, sent: signal.Signals, *, stop_timeout: float = 15.0) -> None:
    """Stop a server left over from an earlier run, identified by its working directory."""
    left = [process for process in psutil.process_iter() if _works_in(process, folder)]
    for process in left:
        process.send_signal(sent)
    for process in psutil.wait_procs(left, timeout=stop_timeout)[1]:
        process.kill()


def log_tail(log: Path, lines: int = 3) -> str:
    """Return the last lines of a log, joined into one."""
    try:
        with log.open("rb") as output:
            output.seek(max(log.stat().st_size - 4000, 0))
            tail = output.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return " | ".join([line.strip() for line in tail if line.strip()][-lines:])


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder
    except psutil.Error:
        return False


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
