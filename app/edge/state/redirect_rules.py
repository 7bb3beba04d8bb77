"""What each site says about addresses without a page; kept on disk, so that it outlives the database."""

import json
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.delivery.redirects import Rules
from app.edge.disk import ASIDE, write_whole

log = logging.getLogger("quillspace.edge")

MOST_IN_MEMORY = 500


@dataclass
class RedirectRules:
    """One file for each site that has something to say, as many as are asked for in memory."""

    folder: Path
    _known: dict[UUID, Rules] = field(default_factory=dict)
    _unwritten: dict[UUID, Rules] = field(default_factory=dict)
    """What there was no room for on the disk: it holds all the same."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        with suppress(OSError):
            for leftover in self.folder.glob(f"{ASIDE}*"):
                leftover.unlink()

    def of(self, site_id: UUID) -> Rules:
        """The rules of a site; none when it has none."""
        known = self._known.get(site_id)
        if known is None:
            with self._lock:
                known = self._remember(site_id, self._newest(site_id))
        return known

    def keep(self, site_id: UUID, rules: Rules) -> bool:
        """From now on these hold, whether or not the disk has room for them; tells whether they are new."""
        with self._lock:
            is_new = rules.to_json() != self._newest(site_id).to_json()
            self._remember(site_id, rules)
            if is_new:
                self._write(site_id, rules)
        return is_new

    def catch_up(self) -> None:
        """Write what there was no room for."""
        with self._lock:
            for site_id, rules in list(self._unwritten.items()):
                self._write(site_id, rules)

    def sites(self) -> set[UUID]:
        """Sites whose rules are on the disk."""
        found = set()
        for path in self.folder.glob("*.json"):
            with suppress(ValueError):
                found.add(UUID(path.stem))
        return found

    def _newest(self, site_id: UUID) -> Rules:
        if site_id in self._unwritten:
            return self._unwritten[site_id]
        try:
            return Rules.from_json(json.loads(self._file(site_id).read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return Rules()

    def _write(self, site_id: UUID, rules: Rules) -> None:
        try:
            self._put(site_id, rules)
        except OSError as error:
            log.warning("Redirects of site %s could not be noted on this edge's disk: %s", site_id, error)
            self._unwritten[site_id] = rules
        else:
            self._unwritten.pop(site_id, None)

    def _put(self, site_id: UUID, rules: Rules) -> None:
        if not rules:
            self._file(site_id).unlink(missing_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._file(site_id), json.dumps(rules.to_json()))

    def _remember(self, site_id: UUID, rules: Rules) -> Rules:
        if len(self._known) >= MOST_IN_MEMORY:
            self._known.clear()
        self._known[site_id] = rules
        return rules

    def _file(self, site_id: UUID) -> Path:
        return self.folder / f"{site_id}.json"
