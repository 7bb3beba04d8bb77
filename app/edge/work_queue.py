"""Threads beside the agent for what may take long: a slow store holds up whoever waits for it, and nobody else."""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from uuid import UUID

log = logging.getLogger("quillspace.edge")


class WorkQueue:
    """So many threads, once there is something to do. Each site stands in line once."""

    def __init__(self, name: str, count: int, work: Callable[[UUID], object]) -> None:
        self._name = name
        self._count = count
        self._work = work
        self._line: queue.SimpleQueue[UUID | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting: set[UUID] = set()
        self._working = 0
        self._started = 0

    def give(self, site_ids: Iterable[UUID]) -> None:
        """Do this soon. Comes back at once."""
        with self._lock:
            fresh = [site_id for site_id in dict.fromkeys(site_ids) if site_id not in self._waiting]
            self._waiting.update(fresh)
            needed = min(self._count, len(self._waiting) + self._working) - self._started
            self._started += max(0, needed)
        for _ in range(needed):
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
        for site_id in fresh:
            self._line.put(site_id)

    def is_idle(self) -> bool:
        """Whether nothing is left to do."""
        with self._lock:
            return not self._waiting and not self._working

    def stop(self) -> None:
        """Nothing more is begun; what is under way is not waited for."""
        with self._lock:
            started, self._started = self._started, 0
            with suppress(queue.Empty):
                while True:
                    self._line.get_nowait()
            self._waiting.clear()
        for _ in range(started):
            self._line.put(None)

    def _run(self) -> None:
        while (site_id := self._line.get()) is not None:
            with self._lock:
                # Whatever is said about it from here on needs another look.
                self._waiting.discard(site_id)
                self._working += 1
            try:
                self._work(site_id)
            except Exception:
                log.exception("Site %s could not be brought here.", site_id)
            with self._lock:
                self._working -= 1
