"""The redirect rules of each site, stored on disk so that they are available during a database outage."""

import json
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.delivery.redirects import Rules
from app.edge.disk import TEMPORARY_PREFIX, write_atomically

log = logging.getLogger("quillspace.edge")

MAX_IN_MEMORY = 500


@dataclass
class RedirectStore:
    """One file per site with redirects, and an in-memory cache."""

    folder: Path
    _cached: dict[UUID, Rules] = field(default_factory=dict)
    _unsaved: dict[UUID, Rules] = field(default_factory=dict)
    """Rules that could not be written to disk but apply nevertheless."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        with suppress(OSError):
            for leftover in self.folder.glob(f"{TEMPORARY_PREFIX}*"):
                leftover.unlink()

    def get(self, site_id: UUID) -> Rules:
        """Return the rules of a site; empty if it has none."""
        known = self._cached.get(site_id)
        if known is None:
            with self._lock:
                known = self._cache(site_id, self._newest(site_id))
        return known

    def put(self, site_id: UUID, rules: Rules) -> bool:
        """Apply these rules, and write them to disk if possible; return True if they have changed."""
        with self._lock:
            is_new = rules.to_json() != self._newest(site_id).to_json()
            self._cache(site_id, rules)
            if is_new:
                self._write(site_id, rules)
        return is_new

    def retry_writes(self) -> None:
        """Retry the writes that failed."""
        with self._lock:
            for site_id, rules in list(self._unsaved.items()):
                self._write(site_id, rules)

    def sites(self) -> set[UUID]:
        """Return the ids of the sites with rules on disk."""
        found = set()
        for path in self.folder.glob("*.json"):
            with suppress(ValueError):
                found.add(UUID(path.stem))
        return found

    def _newest(self, site_id: UUID) -> Rules:
        if site_id in self._unsaved:
            return self._unsaved[site_id]
        try:
            return Rules.from_json(json.loads(self._file(site_id).read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return Rules()

    def _write(self, site_id: UUID, rules: Rules) -> None:
        try:
            self._write_file(site_id, rules)
        except OSError as error:
            log.warning("Redirects of site %s could not be written to this edge’s disk: %s", site_id, error)
            self._unsaved[site_id] = rules
        else:
            self._unsaved.pop(site_id, None)

    def _write_file(self, site_id: UUID, rules: Rules) -> None:
        if not rules:
            self._file(site_id).unlink(missing_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file(site_id), json.dumps(rules.to_json()))

    def _cache(self, site_id: UUID, rules: Rules) -> Rules:
        if len(self._cached) >= MAX_IN_MEMORY:
            self._cached.clear()
        self._cached[site_id] = rules
        return rules

    def _file(self, site_id: UUID) -> Path:
        return self.folder / f"{site_id}.json"
