"""A pool of warm, sandboxed child processes, each replaced after a number of batches or its first failure."""

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
MAX_REPLY_BYTES = 64 * 1024 * 1024
HEADER = struct.Struct(">I")
CHUNK = 1 << 16


class ChildDied(Exception):
    """The child crashed or was killed by a resource limit."""


class ChildTimeout(Exception):
    """The child did not respond in time."""


class PoolExhausted(Exception):
    """No child process became free within the timeout."""


@dataclass(frozen=True, kw_only=True)
class ChildProgram:
    """The script of a pool's children, the time limit for a batch in seconds, and the number of batches per child."""

    script: Path
    wall_seconds: float
    max_batches: int
    acquire_timeout: float | None = None
    """Seconds to wait for a free child; None waits indefinitely."""


class Reply:
    """A length-prefixed response, read incrementally.

    The content has a memory map of its own, so that its memory returns to the system; the allocator might keep it.
    """

    def __init__(self) -> None:
        self._head = bytearray()
        self._filled = 0
        self.content = memoryview(b"")

    @property
    def is_complete(self) -> bool:
        """True once the whole response has been read."""
        return len(self._head) == HEADER.size and self._filled == len(self.content)

    def read(self, descriptor: int) -> None:
        """Read the bytes that are available. Raises ChildDied at end of file or if the response is too large."""
        try:
            if len(self._head) < HEADER.size:
                received = self._read_head(descriptor)
            else:
                received = os.readv(descriptor, [self.content[self._filled :][:CHUNK]])
                self._filled += received
        except BlockingIOError:
            return
        if not received:
            raise ChildDied

    def _read_head(self, descriptor: int) -> int:
        received = os.read(descriptor, HEADER.size - len(self._head))
        self._head += received
        if len(self._head) == HEADER.size:
            (length,) = HEADER.unpack(self._head)
            if length > MAX_REPLY_BYTES:
                raise ChildDied
            self.content = memoryview(mmap.mmap(-1, length)) if length else memoryview(b"")
        return len(received)


@dataclass
class Child:
    """One child process, which must be discarded after an error."""

    process: subprocess.Popen[bytes]
    wall_seconds: float
    batches: int = 0

    @classmethod
    def start(cls, program: ChildProgram) -> "Child":
        """Start a child with an empty environment and without this process's open files."""
        process = subprocess.Popen(
            [sys.executable, "-I", str(program.script)],
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
        return cls(process, program.wall_seconds)

    def exchange(self, message: bytes | memoryview) -> memoryview:
        """Send one message and return its response. Raises ChildDied or ChildTimeout."""
        if not self.batches:
            self._exchange(
                START_SECONDS
            )  # Wait for the ready message; until then, no untrusted input is sent.
        self.batches += 1
        return self._exchange(self.wall_seconds, HEADER.pack(len(message)), message)

    def _exchange(self, seconds: float, *message: bytes | memoryview) -> memoryview:
        deadline = time.monotonic() + seconds
        parts = [memoryview(part) for part in message]
        reply = Reply()
        with selectors.DefaultSelector() as selector:
            selector.register(_fileno(self.process.stdout), selectors.EVENT_READ)
            if parts:
                selector.register(_fileno(self.process.stdin), selectors.EVENT_WRITE)
            while not reply.is_complete:
                for descriptor, events in _wait(selector, deadline):
                    if events & selectors.EVENT_WRITE:
                        _write(descriptor, parts)
                        if not parts:
                            selector.unregister(descriptor)
                    else:
                        reply.read(descriptor)
        return reply.content

    def stop(self) -> None:
        """Kill the child and close its pipes."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait()


@dataclass
class ChildPool:
    """Runs up to `size` children at once; idle ones stay warm."""

    program: ChildProgram
    size: int = 2
    _idle: list[Child] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = threading.Semaphore(self.size)

    @contextlib.contextmanager
    def child(self) -> Iterator[Child]:
        """Borrow a child for one batch, and return it to the pool unless an exception is raised.

        Raises PoolExhausted.
        """
        if not self._slots.acquire(timeout=self.program.acquire_timeout):
            raise PoolExhausted
        try:
            yield from self._return_after_use(self._acquire_child())
        finally:
            self._slots.release()

    def _return_after_use(self, child: Child) -> Iterator[Child]:
        is_reusable = False
        try:
            yield child
            is_reusable = child.batches < self.program.max_batches
        finally:
            if is_reusable:
                with self._lock:
                    self._idle.append(child)
            else:
                child.stop()

    def warm(self) -> None:
        """Start one child ahead of the first batch."""
        with self._lock:
            if not self._idle:
                self._idle.append(Child.start(self.program))

    def close(self) -> None:
        """Stop the idle children."""
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.stop()

    def _acquire_child(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.stop()
        return Child.start(self.program)


def _wait(selector: selectors.BaseSelector, deadline: float) -> list[tuple[int, int]]:
    remaining = deadline - time.monotonic()
    ready = selector.select(remaining) if remaining > 0 else []
    if not ready:
        raise ChildTimeout
    return [(key.fd, events) for key, events in ready]


def _write(descriptor: int, parts: list[memoryview]) -> None:
    """Write a chunk of the first part, and remove the part once it is complete. Raises ChildDied."""
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
    return stream.fileno()  # type: ignore[attr-defined, no-any-return]  # pipes have it
