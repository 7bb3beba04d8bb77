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
from app.delivery.redirects import Rules
from app.edge.cdn_purge import Purge
from app.edge.disk import DiskBudget, Layout, Recompressor
from app.edge.state import (
    ChangeFeed,
    Changes,
    Facts,
    RedirectRules,
    Reports,
    Snapshot,
    SnapshotFile,
    Stage,
    Trouble,
)
from app.edge.work_queue import WorkQueue

log = logging.getLogger("quillspace.edge")

POLL_SECONDS = 1.0
RECONCILE_SECONDS = 600.0
RETRY_SECONDS = 5.0
ROOM_SECONDS = 60.0
IDLE_SECONDS = 30.0
HANDS = 3
"""How many sites come from the store side by side: of those with news, and as many of all others."""


class Agent:
    """State of one edge. The HTTP threads read `snapshot`, which only `run` changes."""

    def __init__(
        self, *, home: Path, dsn: Callable[[], str], store: ObjectStore, budget: int = 0, purge: str = ""
    ) -> None:
        self.layout = Layout(home, store)
        self.layout.prepare()
        self.room = DiskBudget(self.layout, budget)
        self.packer = Recompressor(self.layout)
        self.purge = Purge(home / "purge", purge)
        self.rules = RedirectRules(home / "redirects")
        self.reports = Reports(home / "edge-id")
        self.heard_at = 0.0
        """When the database last confirmed the snapshot, by the monotonic clock; 0 for never."""
        self._file = SnapshotFile(home / "snapshot.json")
        self._stage = Stage(self.layout, self.purge, Snapshot.load(self._file.path))
        self._news = WorkQueue("news", HANDS, self._stage.show)
        self._rest = WorkQueue("rest", HANDS, self._stage.show)
        self._dsn = dsn
        self._stopping = threading.Event()

    @property
    def snapshot(self) -> Snapshot:
        """What is known, immutable."""
        return self._stage.snapshot

    @snapshot.setter
    def snapshot(self, snapshot: Snapshot) -> None:
        self._stage.snapshot = snapshot

    @property
    def failed(self) -> Mapping[UUID, Trouble]:
        """Sites whose live build could not be laid out here yet."""
        return self._stage.failed

    def is_held(self, site_id: UUID) -> bool:
        """Whether a site shows nothing, because what is behind a password could not be taken out."""
        return site_id in self._stage.held

    def is_up_to_date(self) -> bool:
        """Whether nothing is on its way from the store."""
        return self._news.is_idle() and self._rest.is_idle()

    def run(self) -> None:
        """Follow the database until stopped, through every outage."""
        while not self._stopping.is_set():
            try:
                self.end_previews()
                with ChangeFeed.follow(self._dsn()) as news:
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
        self._news.stop()
        self._rest.stop()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping.set()

    def bring_in(self, hostname: str) -> bool:
        """Lay out what a known host shows, if it is not on this edge yet; tells whether it is now."""
        host = self.snapshot.host(hostname)
        return host is not None and not host.redirects_to and self._stage.show(host.site_id)

    def make_room(self, most: float = math.inf) -> int:
        """Drop what readers ask for least, when the disk budget is used up; it comes back on its first request."""
        with self._stage.changing:
            dropped = self.room.make(most)
            self._stage.made_room(dropped)
        for site_id in dropped:
            log.info("Site %s makes room for others on this edge.", site_id)
        return len(dropped)

    def end_previews(self) -> None:
        """Forget those whose time has passed, also while the database is away."""
        before = self.snapshot
        self.snapshot = before.without_over()
        if self.snapshot is before:
            return
        self._stage.forget_names(before.hosts.keys() - self.snapshot.hosts.keys())
        self._stage.settle(before.live.keys() - self.snapshot.live.keys())
        self._file.keep(self.snapshot)

    def _follow(self, news: ChangeFeed) -> None:
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
                self._try_again()
                retried = now
            self.reports.tell(news.connection, self._stage.troubles(), again=is_due)
            # One in each turn, so that news does not wait for all of them.
            if now - roomed > ROOM_SECONDS and not self.make_room(1):
                roomed = now
            if now - changed > IDLE_SECONDS and self._pack():
                changed = math.inf
            news.wait(POLL_SECONDS)

    def _try_again(self) -> None:
        """What the store or the disk stood in the way of."""
        waiting = self._stage.unfinished()
        self._stage.close(waiting)
        self.bring(self._rest, self._stage.settle(waiting))
        self.rules.catch_up()
        if self._file.is_behind:
            self._file.keep(self.snapshot)

    def _pack(self) -> bool:
        """Nothing else is to be done: pack for a moment; tells whether nothing is left of that either."""
        if self.failed or not self.is_up_to_date():
            return False
        with self._stage.changing:
            return self.room.is_scarce() or self.packer.turn(self._stage.current())

    def _reconcile(self, facts: Facts) -> None:
        """Make everything here as the database says, whatever was here before."""
        self.room.look()
        before = self.snapshot
        self.snapshot = after = _with(Snapshot(), facts)
        told = after.names_changed_since(before)
        self.purge.note(told)
        self._stage.keep_names()
        self._stage.close(after.live)
        told |= self._keep_rules(self.rules.sites() | after.live.keys(), facts)
        lacking = self._stage.settle([*(self._stage.known() - after.live.keys()), *after.live])
        self._file.keep(after)
        self.purge.ask(told)
        self._stage.keep_builds()
        self.bring(self._rest, lacking)
        self.room.look(counts=False)

    def _apply(self, changes: Changes, facts: Facts) -> None:
        """Take away first what is over: that needs no room and nobody else."""
        before = self.snapshot
        touched = changes.sites | {host.site_id for host in facts.hosts}
        self.snapshot = after = _with(before, facts, sites=changes.sites, hostnames=changes.hostnames)
        told = after.names_changed_since(before)
        self.purge.note(told)
        self._stage.forget_names(before.public_names | changes.hostnames)
        self._stage.close(touched)
        told |= self._keep_rules(touched, facts)
        lacking = self._stage.settle(touched)
        self._file.keep(after)
        self.purge.ask(told)
        self.bring(self._news, lacking)

    def _keep_rules(self, site_ids: Iterable[UUID], facts: Facts) -> set[str]:
        """Before a site shows anything new, it knows where the addresses lead that it left; gives names with others."""
        fresh = [
            site_id for site_id in site_ids if self.rules.keep(site_id, facts.rules.get(site_id, Rules()))
        ]
        return {name for site_id in fresh for name in self.snapshot.hosts_of(site_id)}

    def bring(self, hands: WorkQueue, site_ids: Iterable[UUID]) -> None:
        """Have these fetched; on an edge that is full only where readers see something already."""
        lacking = list(site_ids)
        if lacking and self.room.is_scarce():
            lacking = [site_id for site_id in lacking if self.layout.shown_build(site_id) is not None]
        hands.give(lacking)


def _with(
    snapshot: Snapshot, facts: Facts, *, sites: Iterable[UUID] = (), hostnames: Iterable[str] = ()
) -> Snapshot:
    """The snapshot with what the database says now of these sites and names."""
    return snapshot.with_changes(
        sites=sites,
        hostnames=hostnames,
        hosts=facts.hosts,
        live=facts.live,
        taken_at=time.time(),
        locks=facts.locks,
    )
