"""Keeps an edge within its disk budget by evicting the least recently read sites until they are next requested.

Caddy serves files without the agent, so reads are detected from the access time of each site's symbolic link. With
the mount option `relatime`, that time is updated only once, so it is reset after each check.
"""

import math
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.edge.disk.layout import Layout

RECENT_SECONDS = 600
"""Sites read this recently are never evicted."""
MEASURE_SECONDS = 20.0
FULL_SHARE = 0.9
"""If more than this share of the budget is used, only sites that readers request are laid out."""


@dataclass
class DiskBudget:
    """The disk budget of one edge in bytes; 0 for no limit. Only files from a remote object store count."""

    layout: Layout
    budget: int
    _read_at: dict[UUID, float] = field(default_factory=dict)
    _measured: tuple[float, int] = (-math.inf, 0)
    """The time (monotonic clock) and result (bytes) of the last measurement."""

    def record_reads(self, *, counts: bool = True) -> None:
        """Record which sites have been read since the last call; `counts=False` ignores the agent's own reads."""
        if not self.budget:
            return
        for link in (self.layout.home / "sites").iterdir():
            with suppress(OSError, ValueError):
                self._record_read(UUID(link.name), link, counts=counts)

    def size(self) -> int:
        """Measure the bytes that count towards the budget: cached blobs and recompressed files."""
        size = self.layout.cache.size() + self.layout.recompressed_size()
        self._measured = time.monotonic(), size
        return size

    def is_scarce(self) -> bool:
        """Return True if only requested sites should be laid out. The size is cached, because measuring it is slow."""
        if not self.budget:
            return False
        at, size = self._measured
        return (self.size() if time.monotonic() > at + MEASURE_SECONDS else size) >= FULL_SHARE * self.budget

    def evict(self, limit: float = math.inf) -> list[UUID]:
        """Evict up to `limit` sites until the budget is met; return their ids."""
        if not self.budget or self.size() <= self.budget:
            return []
        self.record_reads()
        dropped = []
        for site_id in sorted(self._read_at, key=lambda each: self._read_at[each]):
            if self._read_at[site_id] > time.time() - RECENT_SECONDS:
                break
            self._drop(site_id)
            dropped.append(site_id)
            if len(dropped) >= limit or self.size() <= self.budget:
                break
        return dropped

    def _drop(self, site_id: UUID) -> None:
        build_id = self.layout.shown_build(site_id)
        self.layout.remove_site(site_id)
        if build_id is not None:
            self.layout.drop_build(build_id)
        self.layout.cache.clear()
        del self._read_at[site_id]

    def _record_read(self, site_id: UUID, link: Path, *, counts: bool) -> None:
        status = link.lstat()
        read_at = self._read_at.setdefault(site_id, status.st_mtime)
        if counts:
            self._read_at[site_id] = max(read_at, status.st_atime)
        os.utime(link, ns=(0, status.st_mtime_ns), follow_symlinks=False)
