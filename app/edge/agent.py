"""The edge agent: keeps the folders that Caddy serves in sync with the database, and works during its outages too."""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from uuid import UUID

import psycopg

from app.adapters.object_store import ObjectStore
from app.delivery.redirects import Rules
from app.edge.cdn_purge import Purge
from app.edge.disk import DiskBudget, Layout, Recompressor
from app.edge.state import (
    ChangeFeed,
    Changes,
    Facts,
    LayoutFailure,
    RedirectStore,
    Reports,
    SiteState,
    Snapshot,
    SnapshotFile,
)
from app.edge.work_queue import WorkQueue

log = logging.getLogger("quillspace.edge")

POLL_SECONDS = 1.0
RECONCILE_SECONDS = 600.0
RETRY_SECONDS = 5.0
EVICT_SECONDS = 60.0
IDLE_SECONDS = 30.0
FETCH_THREADS = 3
"""Threads that fetch builds from the object store: this many for changed sites, and as many for all other fetches."""


class Agent:
    """The agent of one edge. HTTP threads only read `snapshot`, which `run` replaces."""

    def __init__(
        self, *, home: Path, dsn: Callable[[], str], store: ObjectStore, budget: int = 0, purge: str = ""
    ) -> None:
        self.layout = Layout(home, store)
        self.layout.prepare()
        self.disk_budget = DiskBudget(self.layout, budget)
        self.recompressor = Recompressor(self.layout)
        self.purge = Purge(home / "purge", purge)
        self.rules = RedirectStore(home / "redirects")
        self.reports = Reports(home / "edge-id")
        self.confirmed_at = 0.0
        """When the snapshot was last known to be current (monotonic clock); 0 while disconnected."""
        self._file = SnapshotFile(home / "snapshot.json")
        self._sites = SiteState(self.layout, self.purge, Snapshot.load(self._file.path))
        self._urgent = WorkQueue("fetch-urgent", FETCH_THREADS, self._sites.fetch_and_show)
        self._background = WorkQueue("fetch-background", FETCH_THREADS, self._sites.fetch_and_show)
        self._dsn = dsn
        self._stopping = threading.Event()

    @property
    def snapshot(self) -> Snapshot:
        """The current, immutable snapshot."""
        return self._sites.snapshot

    @snapshot.setter
    def snapshot(self, snapshot: Snapshot) -> None:
        self._sites.snapshot = snapshot

    @property
    def failed(self) -> Mapping[UUID, LayoutFailure]:
        """The sites whose live build could not be laid out on this edge, with the reason."""
        return self._sites.failed

    def is_withheld(self, site_id: UUID) -> bool:
        """Return True while a site is not served because its locked pages could not be separated from public ones."""
        return site_id in self._sites.withheld

    def is_idle(self) -> bool:
        """Return True if no build is being fetched or waiting to be fetched."""
        return self._urgent.is_idle() and self._background.is_idle()

    def run(self) -> None:
        """Follow the database until stopped, and reconnect after every outage."""
        while not self._stopping.is_set():
            try:
                self.end_previews()
                with ChangeFeed.follow(self._dsn()) as feed:
                    self._follow(feed)
            except psycopg.Error as error:
                if self.confirmed_at:
                    log.warning("The database is unreachable; serving the last snapshot: %s", error)
                self.confirmed_at = 0.0
                self._stopping.wait(POLL_SECONDS)
            except OSError as error:
                # Everything is read again after reconnecting, so nothing is missed.
                log.warning("Disk error on this edge: %s", error)
                self._stopping.wait(POLL_SECONDS)
        self._urgent.stop()
        self._background.stop()

    def stop(self) -> None:
        """Make `run` return."""
        self._stopping.set()

    def fetch_host(self, hostname: str) -> bool:
        """Lay out the live build of a known host if this edge lacks it; return True if it is now laid out."""
        host = self.snapshot.host(hostname)
        return host is not None and not host.redirects_to and self._sites.fetch_and_show(host.site_id)

    def evict_sites(self, limit: float = math.inf) -> int:
        """Evict up to `limit` of the least recently read sites while over the disk budget; return how many."""
        with self._sites.changing:
            dropped = self.disk_budget.evict(limit)
            self._sites.forget_evicted(dropped)
        for site_id in dropped:
            log.info("Site %s was evicted to stay within the disk budget.", site_id)
        return len(dropped)

    def end_previews(self) -> None:
        """Remove expired previews. This works even while the database is unreachable."""
        before = self.snapshot
        self.snapshot = before.without_expired()
        if self.snapshot is before:
            return
        self._sites.remove_hosts(before.hosts.keys() - self.snapshot.hosts.keys())
        self._sites.show_laid_out(before.live.keys() - self.snapshot.live.keys())
        self._file.save(self.snapshot)

    def _follow(self, feed: ChangeFeed) -> None:
        self._reconcile(feed.read_all())
        self._report_life(feed)
        self.reports.reset()
        reconciled = retried = evicted = changed = time.monotonic()
        log.info("Connected to the database; following %d hosts.", len(self.snapshot.hosts))
        while not self._stopping.is_set():
            if changes := feed.read_changes():
                self._apply(changes, feed.read_facts(changes))
                changed = time.monotonic()
            self.end_previews()
            now = self.confirmed_at = time.monotonic()
            is_due = now - retried > RETRY_SECONDS
            if now - reconciled > RECONCILE_SECONDS:
                self._reconcile(feed.read_all())
                reconciled = changed = now
            if is_due:
                self._retry()
                self._report_life(feed)
                retried = now
            self.reports.send(feed.connection, self._sites.author_failures(), again=is_due)
            # Evict one site per iteration, so that changes need not wait for all evictions.
            if now - evicted > EVICT_SECONDS and not self.evict_sites(1):
                evicted = now
            if now - changed > IDLE_SECONDS and self._recompress():
                changed = math.inf
            feed.wait(POLL_SECONDS)

    def _report_life(self, feed: ChangeFeed) -> None:
        is_behind = bool(self._sites.unfinished_sites()) or not self.is_idle()
        self.reports.send_sign_of_life(feed.connection, is_behind=is_behind)

    def _retry(self) -> None:
        """Retry whatever failed because of the object store or the disk."""
        waiting = self._sites.unfinished_sites()
        self._sites.hide_locked_pages(waiting)
        self.enqueue(self._background, self._sites.show_laid_out(waiting))
        self.rules.retry_writes()
        if self._file.is_stale:
            self._file.save(self.snapshot)

    def _recompress(self) -> bool:
        """If idle, recompress files for a short time; return True if there is nothing left to recompress."""
        if self.failed or not self.is_idle():
            return False
        with self._sites.changing:
            return self.disk_budget.is_scarce() or self.recompressor.run_slice(self._sites.current_builds())

    def _reconcile(self, facts: Facts) -> None:
        """Bring this edge completely in line with the database."""
        self.disk_budget.record_reads()
        before = self.snapshot
        self.snapshot = after = _merge_facts(Snapshot(), facts)
        to_purge = after.names_changed_since(before)
        self.purge.record(to_purge)
        self._sites.remove_hidden_hosts()
        self._sites.hide_locked_pages(after.live)
        to_purge |= self._update_rules(self.rules.sites() | after.live.keys(), facts)
        lacking = self._sites.show_laid_out([*(self._sites.known_sites() - after.live.keys()), *after.live])
        self._file.save(after)
        self.purge.request(to_purge)
        self._sites.remove_other_builds()
        self.enqueue(self._background, lacking)
        self.disk_budget.record_reads(counts=False)

    def _apply(self, changes: Changes, facts: Facts) -> None:
        """Apply changes, starting with removals, which need neither disk space nor the object store."""
        self._sites.request_ids |= changes.request_ids
        before = self.snapshot
        touched = changes.sites | {host.site_id for host in facts.hosts}
        self.snapshot = after = _merge_facts(before, facts, sites=changes.sites, hostnames=changes.hostnames)
        to_purge = after.names_changed_since(before)
        self.purge.record(to_purge)
        self._sites.remove_hosts(before.public_names | changes.hostnames)
        self._sites.hide_locked_pages(touched)
        to_purge |= self._update_rules(touched, facts)
        lacking = self._sites.show_laid_out(touched)
        self._file.save(after)
        self.purge.request(to_purge)
        self.enqueue(self._urgent, lacking)

    def _update_rules(self, site_ids: Iterable[UUID], facts: Facts) -> set[str]:
        """Update the redirects, before sites show new builds; return the hosts whose redirects changed."""
        fresh = [
            site_id for site_id in site_ids if self.rules.put(site_id, facts.rules.get(site_id, Rules()))
        ]
        return {name for site_id in fresh for name in self.snapshot.hosts_of(site_id)}

    def enqueue(self, queue: WorkQueue, site_ids: Iterable[UUID]) -> None:
        """Queue these sites for fetching. If disk space is scarce, queue only those that are already being served."""
        lacking = list(site_ids)
        if lacking and self.disk_budget.is_scarce():
            lacking = [site_id for site_id in lacking if self.layout.shown_build(site_id) is not None]
        queue.add(lacking)


def _merge_facts(
    snapshot: Snapshot, facts: Facts, *, sites: Iterable[UUID] = (), hostnames: Iterable[str] = ()
) -> Snapshot:
    """Return the snapshot with everything about these sites and hostnames replaced by the given facts."""
    return snapshot.with_changes(
        sites=sites,
        hostnames=hostnames,
        hosts=facts.hosts,
        live=facts.live,
        taken_at=time.time(),
        locks=facts.locks,
    )
