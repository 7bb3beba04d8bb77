"""A thread pool with a deduplicating queue, so that a slow object store does not block the agent."""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from uuid import UUID

log = logging.getLogger("quillspace.edge")


class WorkQueue:
    """A pool of up to `count` threads, started on demand. Each site is queued at most once."""

    def __init__(self, name: str, count: int, work: Callable[[UUID], object]) -> None:
        self._name = name
        self._count = count
        self._work = work
        self._queue: queue.SimpleQueue[UUID | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting: set[UUID] = set()
        self._running = 0
        self._started = 0

    def add(self, site_ids: Iterable[UUID]) -> None:
        """Queue these sites without waiting for the work."""
        with self._lock:
            added = [site_id for site_id in dict.fromkeys(site_ids) if site_id not in self._waiting]
            self._waiting.update(added)
            needed = min(self._count, len(self._waiting) + self._running) - self._started
            self._started += max(0, needed)
        for _ in range(needed):
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
        for site_id in added:
            self._queue.put(site_id)

    def is_idle(self) -> bool:
        """Return True if nothing is queued or running."""
        with self._lock:
            return not self._waiting and not self._running

    def stop(self) -> None:
        """Discard the queue, without waiting for running work."""
        with self._lock:
            started, self._started = self._started, 0
            with suppress(queue.Empty):
                while True:
                    self._queue.get_nowait()
            self._waiting.clear()
        for _ in range(started):
            self._queue.put(None)

    def _run(self) -> None:
        while (site_id := self._queue.get()) is not None:
            with self._lock:
                # A change that arrives from now on must queue the site again.
                self._waiting.discard(site_id)
                self._running += 1
            try:
                self._work(site_id)
            except Exception:
                log.exception("Fetching site %s failed.", site_id)
            with self._lock:
                self._running -= 1
