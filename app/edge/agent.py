"""The edge agent: keeps the folders that Caddy serves as the database says, and goes on without it."""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from uuid import UUID

import psycopg

from app.adapters.object_store import ObjectStore
from app.adapters.redirects import Rules
from app.edge.layout import Layout
from app.edge.news import Changes, Facts, News
from app.edge.packing import Packer
from app.edge.purge import Purge
from app.edge.reports import Reports, Trouble
from app.edge.room import Room
from app.edge.rules import RuleBook
from app.edge.snapshot import Snapshot, SnapshotFile

log = logging.getLogger("quillspace.edge")

POLL_SECONDS = 1.0
RECONCILE_SECONDS = 600.0
RETRY_SECONDS = 5.0
ROOM_SECONDS = 60.0
IDLE_SECONDS = 30.0
BUILDS_KEPT = 3


class Agent:
    """State of one edge. The HTTP threads read `snapshot`; changes happen under one lock."""

    def __init__(
        self, *, home: Path, dsn: Callable[[], str], store: ObjectStore, budget: int = 0, purge: str = ""
    ) -> None:
        self.layout = Layout(home, store)
        self.layout.prepare()
        self.room = Room(self.layout, budget)
        self.packer = Packer(self.layout)
        self.purge = Purge(home / "purge", purge)
        self.rules = RuleBook(home / "redirects")
        self._file = SnapshotFile(home / "snapshot.json")
        self.snapshot = Snapshot.load(self._file.path)
        self.heard_at = 0.0
        """When the database last confirmed the snapshot, by the monotonic clock; 0 for never."""
        self._dsn = dsn
        self._changing = threading.RLock()
        self._stopping = threading.Event()
        self._shown: dict[UUID, list[UUID]] = {}
        self.reports = Reports(home / "edge-id")
        self.failed: dict[UUID, Trouble] = {}
        """Sites whose live build could not be laid out here yet."""

    def run(self) -> None:
        """Follow the database until stopped, through every outage."""
        while not self._stopping.is_set():
            try:
                self.end_previews()
                with News.follow(self._dsn()) as news:
                    self._follow(news)
            except psycopg.Error as error:
                if self.heard_at:
                    log.warning("The database is away, the last snapshot goes on: %s", str(error).strip())
                self.heard_at = 0.0
                self._stopping.wait(POLL_SECONDS)
            except OSError as error:
                # What was missed is read again from the beginning.
                log.warning("This edge's disk has trouble: %s", error)
                self._stopping.wait(POLL_SECONDS)

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping.set()

    def bring_in(self, hostname: str) -> bool:
        """Lay out what a known host shows, if it is not on this edge yet; tells whether it is now."""
        host = self.snapshot.host(hostname)
        if host is None or host.redirects_to or host.site_id not in self.snapshot.live:
            return False
        with self._changing:
            return self._show(host.site_id)

    def make_room(self) -> None:
        """Drop what readers ask for least, when the disk budget is used up; it comes back on its first request."""
        with self._changing:
            for site_id in self.room.make():
                self._shown.pop(site_id, None)
                log.info("Site %s makes room for others on this edge.", site_id)

    def end_previews(self) -> None:
        """Forget those whose time has passed, also while the database is away."""
        with self._changing:
            before = self.snapshot
            self.snapshot = before.without_over()
            if self.snapshot is before:
                return
            for hostname in before.hosts.keys() - self.snapshot.hosts.keys():
                self.layout.forget_host(hostname)
                self._forget(before.hosts[hostname].site_id)
            self._file.keep(self.snapshot)

    def _follow(self, news: News) -> None:
        self._reconcile(news.everything())
        self.reports.forget()
        reconciled = retried = roomed = changed = time.monotonic()
        log.info("The edge follows the database: %d hosts.", len(self.snapshot.hosts))
        while not self._stopping.is_set():
            if changes := news.changes():
                self._apply(changes, news.about(changes))
                changed = time.monotonic()
            self.end_previews()
            now = self.heard_at = time.monotonic()
            is_due = now - retried > RETRY_SECONDS
            if now - reconciled > RECONCILE_SECONDS:
                self._reconcile(news.everything())
                reconciled = changed = now
            if is_due:
                self._show_sites(list(self.failed))
                if self._file.is_behind:
                    self._file.keep(self.snapshot)
                retried = now
            self.reports.tell(news.connection, self._troubles(), again=is_due)
            if now - roomed > ROOM_SECONDS:
                self.make_room()
                roomed = now
            if now - changed > IDLE_SECONDS and self._pack():
                changed = math.inf
            news.wait(POLL_SECONDS)

    def _pack(self) -> bool:
        """Nothing else is to be done: pack for a moment; tells whether nothing is left of that either."""
        with self._changing:
            live = self.snapshot.live.items()
            shown = [each.build_id for site, each in live if self.layout.shown_build(site) == each.build_id]
            return self.failed != {} or self.room.is_scarce() or self.packer.turn(shown)

    def _reconcile(self, facts: Facts) -> None:
        """Make everything here as the database says, whatever was here before."""
        with self._changing:
            self.room.look()
            self.snapshot = Snapshot().with_changes(
                sites=(),
                hostnames=(),
                hosts=facts.hosts,
                live=facts.live,
                taken_at=time.time(),
                locks=facts.locks,
            )
            self._file.keep(self.snapshot)
            self._keep_rules(self.snapshot.live, facts)
            self.layout.keep_hosts(
                name for name, host in self.snapshot.hosts.items() if not host.redirects_to
            )
            self._show_sites(self.snapshot.live)
            recent = {build for builds in self._shown.values() for build in builds}
            self.layout.keep_builds(recent | {live.build_id for live in self.snapshot.live.values()})
            self.room.look(counts=False)

    def _apply(self, changes: Changes, facts: Facts) -> None:
        with self._changing:
            before = self.snapshot
            touched = changes.sites | {host.site_id for host in facts.hosts}
            self.snapshot = before.with_changes(
                sites=changes.sites,
                hostnames=changes.hostnames,
                hosts=facts.hosts,
                live=facts.live,
                taken_at=time.time(),
                locks=facts.locks,
            )
            self._keep_rules(touched, facts)
            shown = {name for name, host in self.snapshot.hosts.items() if not host.redirects_to}
            for hostname in (before.hosts.keys() | changes.hostnames) - shown:
                self.layout.forget_host(hostname)
            self._show_sites(touched)
            self._file.keep(self.snapshot)

    def _troubles(self) -> Mapping[UUID, Trouble]:
        """What authors are told of; a preview is no site of theirs."""
        previews = {host.site_id for host in self.snapshot.hosts.values() if host.link} if self.failed else ()
        return {site_id: trouble for site_id, trouble in self.failed.items() if site_id not in previews}

    def _keep_rules(self, site_ids: Iterable[UUID], facts: Facts) -> None:
        """Before a site shows anything new, it knows where the addresses lead that it left."""
        for site_id in site_ids:
            self.rules.keep(site_id, facts.rules.get(site_id, Rules()))

    def _show_sites(self, site_ids: Iterable[UUID]) -> None:
        is_scarce = self.room.is_scarce()
        for site_id in list(site_ids):
            if site_id in self.snapshot.live:
                if not is_scarce or self.layout.shown_build(site_id) is not None:
                    self._show(site_id)
            else:
                self._forget(site_id)

    def _forget(self, site_id: UUID) -> None:
        """Nothing of it is shown any more, and its files can go."""
        self.layout.forget_site(site_id)
        self.failed.pop(site_id, None)
        for build_id in self._shown.pop(site_id, []):
            self.layout.drop_build(build_id)

    def _show(self, site_id: UUID) -> bool:
        """Lay the site's live build out and point to it. One site's trouble is not another's."""
        live = self.snapshot.live[site_id]
        try:
            self.layout.lay_out(live.tenant_id, live.build_id)
            locks = self.snapshot.locks_of(site_id)
            self.layout.set_apart(live.build_id, locks.paths(self.layout.addresses(live.build_id)))
            names = self.snapshot.hosts_of(site_id)
            is_new = self.layout.shown_build(site_id) != live.build_id
            if is_new:
                self.purge.note(names)
            self.layout.show(site_id, live.build_id)
            for hostname in names:
                # A site behind a password has no folder that Caddy serves by itself, and neither has a preview.
                if locks.whole or self.snapshot.hosts[hostname].link:
                    self.layout.forget_host(hostname)
                else:
                    self.layout.name_site(hostname, site_id)
            if is_new:
                self.purge.ask(names)
        except (OSError, LookupError, ValueError) as error:
            log.warning("Build %s could not be laid out, trying again: %s", live.build_id, error)
            self.failed[site_id] = Trouble.of(live.tenant_id, error)
            return False
        self.failed.pop(site_id, None)
        self._remember(site_id, live.build_id)
        return True

    def _remember(self, site_id: UUID, build_id: UUID) -> None:
        """The builds before stay for a while, for readers on their way and for a quick roll back."""
        earlier = [build for build in self._shown.get(site_id, []) if build != build_id]
        self._shown[site_id] = [build_id, *earlier][:BUILDS_KEPT]
        for build in earlier[BUILDS_KEPT - 1 :]:
            self.layout.drop_build(build)
