"""A few warm child processes that render shells, each replaced after some batches or at its first fault."""

import contextlib
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

PROGRAM = Path(__file__).with_name("shells_child.py")
WALL_SECONDS = 3.0
START_SECONDS = 10.0
BATCHES_A_LIFE = 200
MAX_ANSWER_BYTES = 64 * 1024 * 1024
HEADER = struct.Struct(">I")
CHUNK = 1 << 16


class ChildDied(Exception):
    """The child was killed by a limit or crashed."""


class ChildTooSlow(Exception):
    """The child did not answer in time."""


@dataclass
class Child:
    """One child process; after a fault it is dead and must be dropped."""

    process: subprocess.Popen[bytes]
    batches: int = 0

    @classmethod
    def start(cls) -> "Child":
        """Start a child that knows nothing of this process: no environment, no open files, no secrets."""
        process = subprocess.Popen(
            [sys.executable, "-I", str(PROGRAM)],
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
        return cls(process)

    def exchange(self, message: bytes) -> bytes:
        """Send one message and give back its answer. Raises ChildDied or ChildTooSlow."""
        if not self.batches:
            self._talk(b"", START_SECONDS)  # It says when it is ready; until then no template runs.
        self.batches += 1
        return self._talk(HEADER.pack(len(message)) + message, WALL_SECONDS)

    def _talk(self, message: bytes, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        pending, answer = memoryview(message), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(_fileno(self.process.stdout), selectors.EVENT_READ)
            if pending:
                selector.register(_fileno(self.process.stdin), selectors.EVENT_WRITE)
            while not _is_complete(answer):
                for descriptor, events in _wait(selector, deadline):
                    if events & selectors.EVENT_WRITE:
                        pending = pending[_write(descriptor, pending) :]
                        if not pending:
                            selector.unregister(descriptor)
                    else:
                        answer += _read(descriptor)
        return bytes(answer[HEADER.size :])

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

    size: int = 2
    _idle: list[Child] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = threading.Semaphore(self.size)

    @contextlib.contextmanager
    def child(self) -> Iterator[Child]:
        """A child for one batch; it goes back to the idle ones unless anything went wrong with it."""
        with self._slots:
            child = self._take()
            is_sound = False
            try:
                yield child
                is_sound = child.batches < BATCHES_A_LIFE
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
                self._idle.append(Child.start())

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
        return Child.start()


def _wait(selector: selectors.BaseSelector, deadline: float) -> list[tuple[int, int]]:
    remaining = deadline - time.monotonic()
    ready = selector.select(remaining) if remaining > 0 else []
    if not ready:
        raise ChildTooSlow
    return [(key.fd, events) for key, events in ready]


def _write(descriptor: int, pending: memoryview) -> int:
    try:
        return os.write(descriptor, pending[:CHUNK])
    except BlockingIOError:
        return 0
    except BrokenPipeError as error:
        raise ChildDied from error


def _read(descriptor: int) -> bytes:
    try:
        data = os.read(descriptor, CHUNK)
    except BlockingIOError:
        return b""
    if not data:
        raise ChildDied
    return data


def _is_complete(answer: bytearray) -> bool:
    if len(answer) < HEADER.size:
        return False
    (length,) = HEADER.unpack_from(answer)
    if length > MAX_ANSWER_BYTES:
        raise ChildDied
    return len(answer) >= HEADER.size + int(length)


def _fileno(stream: object) -> int:
    return stream.fileno()  # type: ignore[attr-defined, no-any-return]  # a pipe has it
