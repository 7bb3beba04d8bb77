"""What each site says about addresses without a page; kept on disk, so that it outlives the database."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from app.adapters.redirects import Rules

MOST_IN_MEMORY = 500
ASIDE = ".new-"


@dataclass
class RuleBook:
    """One file for each site that has something to say, as many as are asked for in memory."""

    folder: Path
    _known: dict[UUID, Rules] = field(default_factory=dict)

    def of(self, site_id: UUID) -> Rules:
        """The rules of a site; none when it has none."""
        known = self._known.get(site_id)
        return self._remember(site_id, self._read(site_id)) if known is None else known

    def keep(self, site_id: UUID, rules: Rules) -> None:
        """From now on these hold."""
        if rules.to_json() != self._read(site_id).to_json():
            self._write(site_id, rules)
        self._remember(site_id, rules)

    def _read(self, site_id: UUID) -> Rules:
        try:
            return Rules.from_json(json.loads(self._file(site_id).read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return Rules()

    def _write(self, site_id: UUID, rules: Rules) -> None:
        if not rules:
            self._file(site_id).unlink(missing_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{ASIDE}{uuid4().hex}"
        temporary.write_text(json.dumps(rules.to_json()))
        temporary.replace(self._file(site_id))

    def _remember(self, site_id: UUID, rules: Rules) -> Rules:
        if len(self._known) >= MOST_IN_MEMORY:
            self._known.clear()
        self._known[site_id] = rules
        return rules

    def _file(self, site_id: UUID) -> Path:
        return self.folder / f"{site_id}.json"
