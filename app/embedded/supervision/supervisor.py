"""Keeps the children running: one that ends is started again, and all of them stop together.

Written by us because honcho, the kept library for this, ends everything when one child ends.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded.supervision import processes
from app.embedded.supervision.processes import Program

LONGEST_PAUSE = 30.0
# A child that ran this long was well: its next fall counts as the first.
WELL = 60.0
STEP = 0.2


@dataclass
class Child:
    """A program that ought to run."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Run the program."""
        self.process = processes.start(self.program, self.log)
        self.started = time.monotonic()


@dataclass
class Supervisor:
    """The children of one QuillSpace; `say` gets one line for each thing an operator should know."""

    logs: Path
    say: Callable[[str], None]
    check: Callable[[], None] = lambda: None
    """Called with each look; raises when everything is to end."""
    children: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> None:
        """Run a program from now on."""
        child = Child(program, self.logs / f"{program.name}.log")
        self.children.append(child)
        child.start()

    def run_once(self, program: Program) -> str:
        """Run a program to its end and give what it printed. Raises RuntimeError when it fails."""
        log = self.logs / f"{program.name}.log"
        log.unlink(missing_ok=True)
        process = processes.start(program, log)
        try:
            while process.poll() is None:
                self.look()
                time.sleep(0.05)
        finally:
            processes.kill_group(process.pid)
        said = log.read_text(errors="replace")
        if process.returncode:
            raise RuntimeError(f"{program.name} failed: {processes.last_words(log)} (all of it is in {log})")
        return said

    def watch(self) -> None:
        """Look after the children until a signal's exception ends it."""
        while True:
            self.look()
            time.sleep(STEP)

    def look(self) -> None:
        """Notice children that ended, and start those whose pause is over."""
        self.check()
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.next_start:
                    child.start()
            elif child.process.poll() is not None:
                self._note_end(child, now)

    def stop(self) -> None:
        """Stop everything, what started last first; data services only when nobody needs them any more."""
        data_services = [child for child in self.children if child.program.is_data_service]
        others = [child for child in self.children if not child.program.is_data_service]
        _stop(others)
        _stop(data_services)
        self.children.clear()

    def _note_end(self, child: Child, now: float) -> None:
        assert child.process is not None  # noqa: S101 - for the type checker
        code = child.process.returncode
        processes.kill_group(child.process.pid)
        child.process = None
        child.falls = 1 if now - child.started > WELL else child.falls + 1
        pause = min(0.5 * 2 ** (child.falls - 1), LONGEST_PAUSE)
        child.next_start = now + pause
        words = processes.last_words(child.log, lines=1)
        self.say(
            f"{child.program.name} ended by itself ({_ending(code)}) and is started again in {pause:g} s. "
            f"Its last words: {words or 'none'} (more in {child.log})"
        )


def _stop(children: Sequence[Child]) -> None:
    processes.stop({child.process: child.program for child in reversed(children) if child.process})


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
