"""A pool of processes that render pages on all cores, forked from a server process without open connections.

A child process receives plain values and returns encoded pages; only its parent uses the database and the store.
A child exits with its parent, even if the parent is killed, because that closes the pipe between them.
"""

import atexit
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from app import request_ids
from app.errors import DomainError
from app.services.publishing.builds import Frame
from app.services.publishing.rendering.worker_process import BEGUN, serve

MAX_CHILDREN = 8
PAGE_SECONDS = 20.0
"""Timeout for a page, which normally takes some milliseconds."""
BATCH_SECONDS = 60.0
"""Timeout for what is done for a whole batch: starting, the shells, and compressing."""
STOP_SECONDS = 2.0
TOO_SLOW = (
    "It takes too long to prepare the page “{page}”. Shorten it, or undo your last changes to it, and try again; "
    "everything you wrote is safe."
)
PRELOADED = ["app.services.publishing.rendering.worker_process"]


class WorkerFailed(Exception):
    """A child process died, timed out, or hit a bug."""


class _Child:
    """One child process with its pipe; replaced after any error."""

    def __init__(self, context: Any) -> None:
        self._connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.frame = b""

    @property
    def is_alive(self) -> bool:
        """True while the process runs."""
        return self._process.is_alive()

    def exchange(self, frame: bytes, request_id: str, batch: object) -> Any:
        """Send a batch, with the pickled frame unless the child has it; return the reply.

        Raises WorkerFailed, or DomainError if a page takes too long.
        """
        connection: Connection = self._connection
        try:
            connection.send((frame if frame is not self.frame else None, request_id, batch))
            self.frame = frame
            return self._receive()
        except (EOFError, OSError) as error:
            raise WorkerFailed("A rendering process died.") from error

    def _receive(self) -> Any:
        """Return the reply; before it, the process names each page that it begins, and then "" once."""
        page, seconds = "", BATCH_SECONDS
        while self._connection.poll(seconds):
            kind, value = self._connection.recv()
            if kind != BEGUN:
                return kind, value
            page, seconds = value, PAGE_SECONDS if value else BATCH_SECONDS
        if page:
            raise DomainError(TOO_SLOW.format(page=page))
        raise WorkerFailed("A rendering process timed out.")

    def stop(self) -> None:
        """Kill the process."""
        self._connection.close()
        self._process.kill()
        self._process.join(STOP_SECONDS)


class WorkerPool:
    """A pool of `size` child processes, each of which renders one batch at a time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="renderer")
        self._idle: deque[_Child] = deque()

    def warm(self) -> None:
        """Start all child processes now."""
        self._idle.extend(_Child(self._context) for _ in range(self.size - len(self._idle)))

    def render(self, frame: Frame, batches: Iterable[Sequence[Any]]) -> Iterator[Any]:
        """Render all batches, in order; the next batches are read while the children work.

        Raises DomainError, as rendering in this process does, and WorkerFailed.
        """
        shared, request_id = pickle.dumps(frame), request_ids.current()
        waiting: deque[Future[Any]] = deque()
        try:
            for batch in batches:
                waiting.append(self._threads.submit(self._exchange, shared, request_id, batch))
                if len(waiting) > 2 * self.size:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def close(self) -> None:
        """Stop all child processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        while self._idle:
            self._idle.pop().stop()

    def _exchange(self, shared: bytes, request_id: str, batch: Sequence[Any]) -> Any:
        child = self._take()
        try:
            error, reply = child.exchange(shared, request_id, batch)
        except BaseException:
            child.stop()
            raise
        self._idle.append(child)
        if error:
            raise DomainError(error) if reply is None else WorkerFailed(reply)
        return reply

    def _take(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            child.stop()
        return _Child(self._context)


def prefork_worker_pool() -> None:
    """Start this process's pool. Call once, before opening any connection."""
    global _pool  # noqa: PLW0603 - one pool per process is intended
    if _pool is None:
        _pool = WorkerPool(min(len(os.sched_getaffinity(0)), MAX_CHILDREN))
        atexit.register(close_worker_pool)
        _pool.warm()


def pool() -> WorkerPool | None:
    """This process's pool, or None."""
    return _pool


def close_worker_pool() -> None:
    """Stop this process's pool."""
    global _pool  # noqa: PLW0603 - one pool per process is intended
    if _pool is not None:
        _pool.close()
        _pool = None


_pool: WorkerPool | None = None
