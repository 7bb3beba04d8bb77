"""Children that make pages on all cores. They are forked from a process that never connected to anything.

A child gets plain values and gives back finished files; the worker alone reads the database and stores. A child
ends when its worker does, however that ends, because then nobody holds the other end of its pipe any more.
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

from app.errors import DomainError
from app.services.publishing.planning import Frame
from app.services.publishing.rendering.worker_process import serve

MOST_CHILDREN = 8
BATCH_SECONDS = 60.0
"""A batch takes a fraction of a second; a child that is not back by then hangs."""
STOP_SECONDS = 2.0
PRELOADED = ["app.services.publishing.rendering.worker_process"]


class WorkerFailed(Exception):
    """A child died, hung, or met a fault of ours."""


class _Child:
    """One child process with its end of a pipe; made anew after any fault."""

    def __init__(self, context: Any) -> None:
        self._connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.frame = b""

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def exchange(self, frame: bytes, batch: object) -> Any:
        """Send a batch, with what its build shares unless the child has that already. Raises WorkerFailed."""
        connection: Connection = self._connection
        try:
            connection.send((frame if frame is not self.frame else None, batch))
            self.frame = frame
            if not connection.poll(BATCH_SECONDS):
                raise WorkerFailed("A child that makes pages does not answer.")
            return connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerFailed("A child that makes pages died.") from error

    def stop(self) -> None:
        """End the child."""
        self._connection.close()
        self._process.kill()
        self._process.join(STOP_SECONDS)


class WorkerPool:
    """So many children, each with one batch at a time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="renderer")
        self._idle: deque[_Child] = deque()

    def warm(self) -> None:
        """Start the children ahead of the first need."""
        self._idle.extend(_Child(self._context) for _ in range(self.size - len(self._idle)))

    def render(self, frame: Frame, batches: Iterable[Sequence[Any]]) -> Iterator[Any]:
        """Answers to all batches, in their order; the next are read while the children work.

        Raises DomainError as the maker did, and WorkerFailed.
        """
        shared = pickle.dumps(frame)
        waiting: deque[Future[Any]] = deque()
        try:
            for batch in batches:
                waiting.append(self._threads.submit(self._ask, shared, batch))
                if len(waiting) > 2 * self.size:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def close(self) -> None:
        """End all children."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        while self._idle:
            self._idle.pop().stop()

    def _ask(self, shared: bytes, batch: Sequence[Any]) -> Any:
        child = self._take()
        try:
            fault, answer = child.exchange(shared, batch)
        except BaseException:
            child.stop()
            raise
        self._idle.append(child)
        if fault:
            raise DomainError(fault) if answer is None else WorkerFailed(answer)
        return answer

    def _take(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            child.stop()
        return _Child(self._context)


def prefork_worker_pool() -> None:
    """Start this process's children; called once, before it connects to anything."""
    global _pool  # noqa: PLW0603 - one pool a process is the point
    if _pool is None:
        _pool = WorkerPool(min(len(os.sched_getaffinity(0)), MOST_CHILDREN))
        atexit.register(close_worker_pool)
        _pool.warm()


def pool() -> WorkerPool | None:
    """This process's children; None where it has none."""
    return _pool


def close_worker_pool() -> None:
    """End this process's children."""
    global _pool  # noqa: PLW0603 - one pool a process is the point
    if _pool is not None:
        _pool.close()
        _pool = None


_pool: WorkerPool | None = None
