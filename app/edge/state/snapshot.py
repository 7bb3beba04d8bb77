"""What the agent knows without asking anyone: hosts and live builds, kept on disk through every outage."""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from app.delivery.hostnames import is_canonical
from app.delivery.site_passwords import SiteLocks
from app.edge.disk import write_whole
from app.edge.state.previews import PreviewLink

log = logging.getLogger("quillspace.edge")


@dataclass(frozen=True)
class Host:
    """An active name: of a site, or leading to another name."""

    hostname: str
    tenant_id: UUID
    site_id: UUID
    redirects_to: str | None = None
    link: PreviewLink | None = None
    """Of a preview: it shows nothing without, and ends although nobody tells the edge."""


@dataclass(frozen=True)
class Live:
    """The build that readers of a site see."""

    tenant_id: UUID
    build_id: UUID


@dataclass(frozen=True)
class Snapshot:
    """Immutable, so that threads read it without a lock; a change makes a new one."""

    hosts: Mapping[str, Host] = field(default_factory=dict)
    live: Mapping[UUID, Live] = field(default_factory=dict)
    taken_at: float = 0.0
    locks: Mapping[UUID, SiteLocks] = field(default_factory=dict)

    def with_changes(
        self,
        *,
        sites: Iterable[UUID],
        hostnames: Iterable[str],
        hosts: Iterable[Host],
        live: Mapping[UUID, Live],
        taken_at: float,
        locks: Mapping[UUID, SiteLocks],
    ) -> "Snapshot":
        """Everything about these sites and names is as given now; the rest stays."""
        changed_sites, changed_names = set(sites), set(hostnames)
        kept_hosts = {
            name: host
            for name, host in self.hosts.items()
            if host.site_id not in changed_sites and name not in changed_names
        }
        kept_live = {site: build for site, build in self.live.items() if site not in changed_sites}
        return replace(
            self,
            hosts=kept_hosts | {host.hostname: host for host in hosts if is_canonical(host.hostname)},
            live=kept_live | dict(live),
            taken_at=taken_at,
            locks={site: each for site, each in self.locks.items() if site not in changed_sites}
            | dict(locks),
        )

    def host(self, hostname: str) -> Host | None:
        """What is known of a name, while it is shown."""
        known = self.hosts.get(hostname)
        return known if known and (known.link is None or known.link.until > time.time()) else None

    def without_over(self) -> "Snapshot":
        """The same without previews whose time has passed; itself when there are none."""
        now = time.time()
        over = {host.site_id for host in self.hosts.values() if host.link and host.link.until <= now}
        if not over:
            return self
        return replace(
            self,
            hosts={name: host for name, host in self.hosts.items() if host.site_id not in over},
            live={site: build for site, build in self.live.items() if site not in over},
        )

    def locks_of(self, site_id: UUID) -> SiteLocks:
        """The passwords that readers of a site need."""
        return self.locks.get(site_id, SiteLocks())

    def hosts_of(self, site_id: UUID) -> list[str]:
        """Names that show a site's pages."""
        return self._names.get(site_id, [])

    @cached_property
    def previews(self) -> frozenset[UUID]:
        """Those that are shown like sites."""
        return frozenset(host.site_id for host in self.hosts.values() if host.link)

    @cached_property
    def public_names(self) -> frozenset[str]:
        """Names that Caddy may have: what they show asks for no password and no link."""
        closed = self.previews | {site_id for site_id, each in self.locks.items() if each.whole}
        return frozenset(
            name
            for name, host in self.hosts.items()
            if not host.redirects_to and host.site_id not in closed and host.site_id in self.live
        )

    def names_changed_since(self, before: "Snapshot") -> set[str]:
        """Names that were known before and answer otherwise now, whatever build they show."""
        return {
            name
            for name, host in before.hosts.items()
            if not host.link and before.answer(name) != self.answer(name)
        }

    def answer(self, name: str) -> tuple[object, ...]:
        """All that decides what a name shows, but for the build."""
        host = self.hosts.get(name)
        if host is None:
            return ()
        return host, host.site_id in self.live, frozenset(self.locks_of(host.site_id).locks)

    @cached_property
    def _names(self) -> Mapping[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        for name, host in self.hosts.items():
            if not host.redirects_to:
                found.setdefault(host.site_id, []).append(name)
        return found

    def save(self, path: Path) -> None:
        """Write it whole or not at all."""
        content = {
            "hosts": [asdict(host) for host in self.hosts.values()],
            "live": {str(site): asdict(build) for site, build in self.live.items()},
            "taken_at": self.taken_at,
            "locks": {str(site): each.to_json() for site, each in self.locks.items()},
        }
        # It has the keys of readers' cookies.
        write_whole(path, json.dumps(content, default=str), mode=0o600)

    @classmethod
    def load(cls, path: Path) -> "Snapshot":
        """The one that was saved; an empty one when there is none or it cannot be read."""
        try:
            return _from_json(json.loads(path.read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()


@dataclass
class SnapshotFile:
    """The snapshot on disk, for a start without the database."""

    path: Path
    is_behind: bool = False
    """Whether there was no room for the newest one."""

    def keep(self, snapshot: Snapshot) -> None:
        """Write it, where there is room; a disk that is full keeps what it has."""
        try:
            snapshot.save(self.path)
        except OSError as error:
            log.warning("What is live could not be noted on this edge's disk: %s", error)
            self.is_behind = True
        else:
            self.is_behind = False


def _from_json(content: dict[str, Any]) -> Snapshot:
    hosts = [
        Host(
            item["hostname"],
            UUID(item["tenant_id"]),
            UUID(item["site_id"]),
            item["redirects_to"],
            PreviewLink(**item["link"]) if item.get("link") else None,
        )
        for item in content["hosts"]
    ]
    return Snapshot(
        hosts={host.hostname: host for host in hosts},
        live={
            UUID(site): Live(UUID(build["tenant_id"]), UUID(build["build_id"]))
            for site, build in content["live"].items()
        },
        taken_at=float(content["taken_at"]),
        locks={UUID(site): SiteLocks.from_json(each) for site, each in content.get("locks", {}).items()},
    )
