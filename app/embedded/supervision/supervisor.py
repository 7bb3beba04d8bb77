"""Supervises the child processes: restarts any that exits, and stops all of them together.

We wrote our own because honcho, the maintained library for this, stops everything when one child exits.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded.supervision import processes
from app.embedded.supervision.processes import Program

MAX_PAUSE = 30.0
# After this uptime, the backoff is reset.
STABLE_SECONDS = 60.0
POLL_SECONDS = 0.2


@dataclass
class Child:
    """A supervised program."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Start the process."""
        self.process = processes.start(self.program, self.log)
        self.started = time.monotonic()


@dataclass
class Supervisor:
    """The children of one QuillSpace instance; `say` receives one line per event, for the operator."""

    logs: Path
    say: Callable[[str], None]
    check: Callable[[], None] = lambda: None
    """Called on each poll; it raises an exception to stop everything."""
    children: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Start a program and supervise it."""
        child = Child(program, self.logs / f"{program.name}.log")
        self.children.append(child)
        child.start()

    def run_once(self, program: Program) -> str:
        """Run a program to completion and return its output. Raises RuntimeError if it fails."""
        log = self.logs / f"{program.name}.log"
        log.unlink(missing_ok=True)
        process = processes.start(program, log)
        try:
            while process.poll() is None:
                self.poll()
                time.sleep(0.05)
        finally:
            processes.kill_group(process.pid)
        output = log.read_text(errors="replace")
        if process.returncode:
            raise RuntimeError(f"{program.name} failed: {processes.log_tail(log)} (full log: {log})")
        return output

    def watch(self) -> None:
        """Poll until `check` or a signal handler raises an exception."""
        while True:
            self.poll()
            time.sleep(POLL_SECONDS)

    def poll(self) -> None:
        """Detect children that have exited, and restart those whose backoff has elapsed."""
        self.check()
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.next_start:
                    child.start()
            elif child.process.poll() is not None:
                self._schedule_restart(child, now)

    def stop(self) -> None:
        """Stop all children in reverse order, the data services last."""
        data_services = [child for child in self.children if child.program.is_data_service]
        others = [child for child in self.children if not child.program.is_data_service]
        _stop(others)
        _stop(data_services)
        self.children.clear()

    def _schedule_restart(self, child: Child, now: float) -> None:
        assert child.process is not None  # noqa: S101 - for the type checker
        code = child.process.returncode
        processes.kill_group(child.process.pid)
        child.process = None
        child.failures = 1 if now - child.started > STABLE_SECONDS else child.failures + 1
        pause = min(0.5 * 2 ** (child.failures - 1), MAX_PAUSE)
        child.next_start = now + pause
        tail = processes.log_tail(child.log, lines=1)
        self.say(
            f"{child.program.name} exited unexpectedly ({_ending(code)}); restarting in {pause:g} s. "
            f"Last output: {tail or 'none'} (full log: {child.log})"
        )


def _stop(children: Sequence[Child]) -> None:
    processes.stop({child.process: child.program for child in reversed(children) if child.process})


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
