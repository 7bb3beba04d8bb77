"""A few warm child processes that do dangerous work, each replaced after some batches or at its first fault."""

import contextlib
import mmap
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 10.0
MAX_ANSWER_BYTES = 64 * 1024 * 1024
HEADER = struct.Struct(">I")
CHUNK = 1 << 16


class ChildDied(Exception):
    """The child was killed by a limit or crashed."""


class ChildTooSlow(Exception):
    """The child did not answer in time."""


class NoChildFree(Exception):
    """All children are at work, and went on for longer than one may wait."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What children of one pool do: their program, and how long an answer and a life may last."""

    program: Path
    wall_seconds: float
    batches_a_life: int
    patience: float | None = None
    """How long to wait for a free child; for ever unless set."""


class Answer:
    """What a child says: its length, then so many bytes.

    They lie in memory of their own, which goes back to the system with them; the allocator would keep it.
    """

    def __init__(self) -> None:
        self._head = bytearray()
        self._filled = 0
        self.content = memoryview(b"")

    @property
    def is_complete(self) -> bool:
        """Whether all of it is here."""
        return len(self._head) == HEADER.size and self._filled == len(self.content)

    def read(self, descriptor: int) -> None:
        """Take what has come. Raises ChildDied."""
        try:
            if len(self._head) < HEADER.size:
                came = self._read_head(descriptor)
            else:
                came = os.readv(descriptor, [self.content[self._filled :][:CHUNK]])
                self._filled += came
        except BlockingIOError:
            return
        if not came:
            raise ChildDied

    def _read_head(self, descriptor: int) -> int:
        came = os.read(descriptor, HEADER.size - len(self._head))
        self._head += came
        if len(self._head) == HEADER.size:
            (length,) = HEADER.unpack(self._head)
            if length > MAX_ANSWER_BYTES:
                raise ChildDied
            self.content = memoryview(mmap.mmap(-1, length)) if length else memoryview(b"")
        return len(came)


@dataclass
class Child:
    """One child process; after a fault it is dead and must be dropped."""

    process: subprocess.Popen[bytes]
    wall_seconds: float
    batches: int = 0

    @classmethod
    def start(cls, work: Work) -> "Child":
        """Start a child that knows nothing of this process: no environment, no open files, no secrets."""
        process = subprocess.Popen(
            [sys.executable, "-I", str(work.program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        for stream in (process.stdin, process.stdout):
            os.set_blocking(_fileno(stream), False)
        return cls(process, work.wall_seconds)

    def exchange(self, message: bytes | memoryview) -> memoryview:
        """Send one message and give back its answer. Raises ChildDied or ChildTooSlow."""
        if not self.batches:
            self._talk(START_SECONDS)  # It says when it is ready; until then it does nothing dangerous.
        self.batches += 1
        return self._talk(self.wall_seconds, HEADER.pack(len(message)), message)

    def _talk(self, seconds: float, *message: bytes | memoryview) -> memoryview:
        deadline = time.monotonic() + seconds
        parts = [memoryview(part) for part in message]
        answer = Answer()
        with selectors.DefaultSelector() as selector:
            selector.register(_fileno(self.process.stdout), selectors.EVENT_READ)
            if parts:
                selector.register(_fileno(self.process.stdin), selectors.EVENT_WRITE)
            while not answer.is_complete:
                for descriptor, events in _wait(selector, deadline):
                    if events & selectors.EVENT_WRITE:
                        _write(descriptor, parts)
                        if not parts:
                            selector.unregister(descriptor)
                    else:
                        answer.read(descriptor)
        return answer.content

    def stop(self) -> None:
        """Kill the child and let go of its pipes."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait()


@dataclass
class Pool:
    """Up to `size` children at work at once; idle ones stay warm."""

    work: Work
    size: int = 2
    _idle: list[Child] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = threading.Semaphore(self.size)

    @contextlib.contextmanager
    def child(self) -> Iterator[Child]:
        """A child for one batch; it goes back to the idle ones unless anything went wrong with it.

        Raises NoChildFree.
        """
        if not self._slots.acquire(timeout=self.work.patience):
            raise NoChildFree
        try:
            yield from self._lend(self._take())
        finally:
            self._slots.release()

    def _lend(self, child: Child) -> Iterator[Child]:
        is_sound = False
        try:
            yield child
            is_sound = child.batches < self.work.batches_a_life
        finally:
            if is_sound:
                with self._lock:
                    self._idle.append(child)
            else:
                child.stop()

    def warm(self) -> None:
        """Start one child now, so that the first batch need not wait for it."""
        with self._lock:
            if not self._idle:
                self._idle.append(Child.start(self.work))

    def close(self) -> None:
        """Stop the idle children."""
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.stop()

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.stop()
        return Child.start(self.work)


def _wait(selector: selectors.BaseSelector, deadline: float) -> list[tuple[int, int]]:
    remaining = deadline - time.monotonic()
    ready = selector.select(remaining) if remaining > 0 else []
    if not ready:
        raise ChildTooSlow
    return [(key.fd, events) for key, events in ready]


def _write(descriptor: int, parts: list[memoryview]) -> None:
    """Write some of the first part, and drop it once it is written."""
    try:
        written = os.write(descriptor, parts[0][:CHUNK])
    except BlockingIOError:
        return
    except BrokenPipeError as error:
        raise ChildDied from error
    parts[0] = parts[0][written:]
    if not parts[0]:
        parts.pop(0)


def _fileno(stream: object) -> int:
    return stream.fileno()  # type: ignore[attr-defined, no-any-return]  # a pipe has it
