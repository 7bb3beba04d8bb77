"""Keeping an edge below its disk budget: the sites that readers ask for least are laid out again when one does.

Caddy answers without us, so what is read is seen from the file system: following a symbolic link notes the time on it,
once (`relatime`); looking there now and then, and winding it back, says which sites were read since.
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
"""What was read this lately stays, whatever the budget says."""
MEASURE_SECONDS = 20.0
FULL_SHARE = 0.9
"""Above this share of the budget, sites that nobody asks for are not laid out."""


@dataclass
class DiskBudget:
    """The budget of one edge, in bytes; 0 for none. It counts what came from a store elsewhere."""

    layout: Layout
    budget: int
    _read_at: dict[UUID, float] = field(default_factory=dict)
    _measured: tuple[float, int] = (-math.inf, 0)
    """When it was last looked how much there is, by the monotonic clock, and how much there was."""

    def look(self, *, counts: bool = True) -> None:
        """See which sites were read since the last look; our own reading in between does not count."""
        if not self.budget:
            return
        for link in (self.layout.home / "sites").iterdir():
            with suppress(OSError, ValueError):
                self._look_at(UUID(link.name), link, counts=counts)

    def size(self) -> int:
        """The bytes that count: what was fetched, and what was packed here."""
        size = self.layout.cache.size() + self.layout.packed_size()
        self._measured = time.monotonic(), size
        return size

    def is_scarce(self) -> bool:
        """Whether only sites that somebody asks for should come here. To look at every file takes a while."""
        if not self.budget:
            return False
        at, size = self._measured
        return (self.size() if time.monotonic() > at + MEASURE_SECONDS else size) >= FULL_SHARE * self.budget

    def make(self, most: float = math.inf) -> list[UUID]:
        """Drop sites until what remains is within the budget, so many at most; tells which."""
        if not self.budget or self.size() <= self.budget:
            return []
        self.look()
        dropped = []
        for site_id in sorted(self._read_at, key=lambda each: self._read_at[each]):
            if self._read_at[site_id] > time.time() - RECENT_SECONDS:
                break
            self._drop(site_id)
            dropped.append(site_id)
            if len(dropped) >= most or self.size() <= self.budget:
                break
        return dropped

    def _drop(self, site_id: UUID) -> None:
        build_id = self.layout.shown_build(site_id)
        self.layout.forget_site(site_id)
        if build_id is not None:
            self.layout.drop_build(build_id)
        self.layout.cache.clear()
        del self._read_at[site_id]

    def _look_at(self, site_id: UUID, link: Path, *, counts: bool) -> None:
        status = link.lstat()
        read_at = self._read_at.setdefault(site_id, status.st_mtime)
        if counts:
            self._read_at[site_id] = max(read_at, status.st_atime)
        os.utime(link, ns=(0, status.st_mtime_ns), follow_symlinks=False)
