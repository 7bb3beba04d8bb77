"""The agent's snapshot of hosts and live builds, stored on disk in case of a database outage."""

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
from app.edge.disk import write_atomically
from app.edge.state.previews import PreviewLink

log = logging.getLogger("quillspace.edge")


@dataclass(frozen=True)
class Host:
    """An active hostname, which serves a site or redirects to another hostname."""

    hostname: str
    tenant_id: UUID
    site_id: UUID
    redirects_to: str | None = None
    link: PreviewLink | None = None
    """The link without which readers cannot see a preview; None for sites. The edge itself enforces its expiry."""


@dataclass(frozen=True)
class Live:
    """A site's live build."""

    tenant_id: UUID
    build_id: UUID


@dataclass(frozen=True)
class Snapshot:
    """An immutable snapshot, which threads read without a lock. Each change creates a new one."""

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
        """Return a copy in which everything about these sites and hostnames is replaced."""
        changed_sites, changed_names = set(sites), set(hostnames)
        other_hosts = {
            name: host
            for name, host in self.hosts.items()
            if host.site_id not in changed_sites and name not in changed_names
        }
        other_live = {site: build for site, build in self.live.items() if site not in changed_sites}
        return replace(
            self,
            hosts=other_hosts | {host.hostname: host for host in hosts if is_canonical(host.hostname)},
            live=other_live | dict(live),
            taken_at=taken_at,
            locks={site: each for site, each in self.locks.items() if site not in changed_sites}
            | dict(locks),
        )

    def host(self, hostname: str) -> Host | None:
        """Return the active host with this name; None if it is unknown or an expired preview."""
        known = self.hosts.get(hostname)
        return known if known and (known.link is None or known.link.until > time.time()) else None

    def without_expired(self) -> "Snapshot":
        """Return a copy without expired previews, or the same object if there are none."""
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
        """Return the password locks on a site."""
        return self.locks.get(site_id, SiteLocks())

    def hosts_of(self, site_id: UUID) -> list[str]:
        """Return the hostnames that serve a site, without those that redirect."""
        return self._names.get(site_id, [])

    @cached_property
    def previews(self) -> frozenset[UUID]:
        """The ids of all previews."""
        return frozenset(host.site_id for host in self.hosts.values() if host.link)

    @cached_property
    def public_names(self) -> frozenset[str]:
        """The hostnames that Caddy may serve directly from disk: those without a site-wide password or preview link."""
        closed = self.previews | {site_id for site_id, each in self.locks.items() if each.whole}
        return frozenset(
            name
            for name, host in self.hosts.items()
            if not host.redirects_to and host.site_id not in closed and host.site_id in self.live
        )

    def names_changed_since(self, before: "Snapshot") -> set[str]:
        """Return the hostnames from an earlier snapshot for which anything other than the build has changed."""
        return {
            name
            for name, host in before.hosts.items()
            if not host.link and before.outcome(name) != self.outcome(name)
        }

    def outcome(self, name: str) -> tuple[object, ...]:
        """Return everything that determines what a hostname serves, apart from the build."""
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
        """Write the snapshot to a file atomically. Raises OSError."""
        content = {
            "hosts": [asdict(host) for host in self.hosts.values()],
            "live": {str(site): asdict(build) for site, build in self.live.items()},
            "taken_at": self.taken_at,
            "locks": {str(site): each.to_json() for site, each in self.locks.items()},
        }
        # The file is private because it contains the keys for readers' cookies.
        write_atomically(path, json.dumps(content, default=str), mode=0o600)

    @classmethod
    def load(cls, path: Path) -> "Snapshot":
        """Load a saved snapshot, or an empty one if the file is missing or malformed."""
        try:
            return _from_json(json.loads(path.read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()


@dataclass
class SnapshotFile:
    """The snapshot on disk, from which the agent starts while the database is unreachable."""

    path: Path
    is_stale: bool = False
    """True if the newest snapshot could not be written."""

    def save(self, snapshot: Snapshot) -> None:
        """Write the snapshot if possible; if the disk is full, the previous one remains."""
        try:
            snapshot.save(self.path)
        except OSError as error:
            log.warning("The snapshot could not be written to this edge’s disk: %s", error)
            self.is_stale = True
        else:
            self.is_stale = False


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
