"""What readers see of each site on this edge.

To take something away needs neither the store nor room on the disk and waits for nobody. To show something new may
need files from the store, which are fetched under a lock of that build alone.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from uuid import UUID
from weakref import WeakValueDictionary

from app.edge.cdn_purge import Purge
from app.edge.disk import Layout
from app.edge.state.reports import Trouble
from app.edge.state.snapshot import Live, Snapshot

log = logging.getLogger("quillspace.edge")

BUILDS_KEPT = 3
TRIES = 3
WAIT_SECONDS = 25.0
"""How long one who asks for a build waits for another who is fetching it; Caddy gives up soon after."""


class Stage:
    """Sites as the snapshot of this moment says. Whoever changes the snapshot takes away after that what is over."""

    def __init__(self, layout: Layout, purge: Purge, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.changing = threading.RLock()
        """Held for what takes a moment, never while something is fetched."""
        self.failed: dict[UUID, Trouble] = {}
        """Sites whose live build could not be laid out here yet."""
        self.held: set[UUID] = set()
        """Sites that show nothing, because what is behind a password could not be taken out."""
        self._layout = layout
        self._purge = purge
        self._shown: dict[UUID, list[UUID]] = {}
        self._fetching: WeakValueDictionary[UUID, threading.Lock] = WeakValueDictionary()

    def keep_names(self) -> None:
        """Take away every name that is not for Caddy to show."""
        with self.changing:
            self._layout.keep_hosts(self.snapshot.public_names)

    def forget_names(self, hostnames: Iterable[str]) -> None:
        """Take these away, as far as they are not for Caddy to show."""
        with self.changing:
            for hostname in set(hostnames) - self.snapshot.public_names:
                self._layout.forget_host(hostname)

    def close(self, site_ids: Iterable[UUID]) -> None:
        """What is behind a password is in no public folder from now on; where that fails, the site is in none."""
        for site_id in site_ids:
            with self.changing:
                if site_id not in self.snapshot.live or self._take_apart(site_id):
                    self.held.discard(site_id)
                else:
                    self.held.add(site_id)
                    for hostname in self.snapshot.hosts_of(site_id):
                        self._layout.forget_host(hostname)

    def settle(self, site_ids: Iterable[UUID]) -> list[UUID]:
        """Show all that is laid out, forget what is not live any more; gives the sites that need files first."""
        lacking = []
        for site_id in site_ids:
            try:
                if site_id not in self.snapshot.live:
                    self.forget(site_id)
                elif not self._place(site_id):
                    lacking.append(site_id)
                    self._name(site_id)
            except OSError as error:
                self._fail(site_id, error)
        return lacking

    def show(self, site_id: UUID) -> bool:
        """Lay the site's live build out and point to it. One site's trouble is not another's."""
        try:
            for _ in range(TRIES):
                live = self.snapshot.live.get(site_id)
                if live is None:
                    return False
                has_tried = self._lay_out(live)
                if self._place(site_id):
                    return True
                self._drop_if_over(site_id, live)
                if not has_tried:
                    return False
        except (OSError, LookupError, ValueError, RuntimeError) as error:
            self._fail(site_id, error)
        return False

    def forget(self, site_id: UUID) -> None:
        """Nothing of it is shown any more, and its files can go."""
        with self.changing:
            builds = {*self._shown.pop(site_id, []), self._layout.shown_build(site_id)}
            self._layout.forget_site(site_id)
            self.failed.pop(site_id, None)
            self.held.discard(site_id)
            for build_id in filter(None, builds):
                self._layout.drop_build(build_id)

    def made_room(self, site_ids: Iterable[UUID]) -> None:
        """The files of these went; they come back when somebody asks."""
        for site_id in site_ids:
            self._shown.pop(site_id, None)

    def keep_builds(self) -> None:
        """Remove the files that no site shows, showed a while ago or will show."""
        with self.changing:
            recent = {build for builds in self._shown.values() for build in builds}
            self._layout.keep_builds(recent | {live.build_id for live in self.snapshot.live.values()})

    def known(self) -> set[UUID]:
        """Every site that something is kept of."""
        with self.changing:
            return {*self.failed, *self.held, *self._shown, *self._layout.sites()}

    def unfinished(self) -> set[UUID]:
        """Sites that are not shown as they should be."""
        with self.changing:
            return {*self.failed, *self.held}

    def current(self) -> set[UUID]:
        """The builds that are shown here as they should be."""
        with self.changing:
            return {builds[0] for builds in self._shown.values()} & {
                live.build_id for live in self.snapshot.live.values()
            }

    def troubles(self) -> Mapping[UUID, Trouble]:
        """What authors are told of; a preview is no site of theirs."""
        with self.changing:
            previews = self.snapshot.previews
            return {site: trouble for site, trouble in self.failed.items() if site not in previews}

    def _take_apart(self, site_id: UUID) -> bool:
        locks = self.snapshot.locks_of(site_id)
        builds = {self.snapshot.live[site_id].build_id}
        if shown := self._layout.shown_build(site_id):
            builds.add(shown)
        # Without its addresses nobody knows which of a build's files the locked pages are.
        if locks.has_pages and any(self._layout.is_nameless(build_id) for build_id in builds):
            return False
        try:
            for build_id in builds:
                self._layout.set_apart(build_id, locks.paths(self._layout.addresses(build_id)))
        except OSError as error:
            log.warning(
                "Pages of site %s could not be set apart, so it is shown to nobody: %s", site_id, error
            )
            return False
        return True

    def _lay_out(self, live: Live) -> bool:
        """Fetch what a build needs. False when somebody else was at it, who has said what is wrong, if anything."""
        with self.changing:
            lock = self._fetching.get(live.build_id) or threading.Lock()
            self._fetching[live.build_id] = lock
        is_first = lock.acquire(blocking=False)
        if not is_first and not lock.acquire(timeout=WAIT_SECONDS):
            return False
        try:
            if is_first:
                self._layout.lay_out(live.tenant_id, live.build_id)
        finally:
            lock.release()
        return is_first

    def _place(self, site_id: UUID) -> bool:
        """Point to the live build, if it is laid out."""
        with self.changing:
            live = self.snapshot.live.get(site_id)
            if live is None or not self._layout.has_build(live.build_id):
                return False
            locks = self.snapshot.locks_of(site_id)
            self._layout.set_apart(live.build_id, locks.paths(self._layout.addresses(live.build_id)))
            is_new = self._layout.shown_build(site_id) != live.build_id
            told = self.snapshot.hosts_of(site_id) if is_new and site_id not in self.snapshot.previews else []
            self._purge.note(told)
            self._layout.show(site_id, live.build_id)
            self.held.discard(site_id)
            self._name(site_id)
            self._purge.ask(told)
            self.failed.pop(site_id, None)
            self._remember(site_id, live.build_id)
            return True

    def _name(self, site_id: UUID) -> None:
        """Whatever is shown of the site has its names, and no others."""
        with self.changing:
            shown = self._layout.shown_build(site_id)
            is_here = shown is not None and self._layout.has_build(shown)
            for hostname in self.snapshot.hosts_of(site_id):
                # A site behind a password has no folder that Caddy serves by itself, and neither has a preview.
                if hostname not in self.snapshot.public_names or site_id in self.held:
                    self._layout.forget_host(hostname)
                elif is_here:
                    self._layout.name_site(hostname, site_id)

    def _drop_if_over(self, site_id: UUID, live: Live) -> None:
        """It was taken back while its files came."""
        with self.changing:
            if site_id not in self.snapshot.live:
                self._layout.drop_build(live.build_id)

    def _fail(self, site_id: UUID, error: Exception) -> None:
        with self.changing:
            live = self.snapshot.live.get(site_id)
            if live is not None:
                log.warning("Build %s could not be laid out, trying again: %s", live.build_id, error)
                self.failed[site_id] = Trouble.of(live.tenant_id, error)

    def _remember(self, site_id: UUID, build_id: UUID) -> None:
        """The builds before stay for a while, for readers on their way and for a quick roll back."""
        earlier = [build for build in self._shown.get(site_id, []) if build != build_id]
        self._shown[site_id] = [build_id, *earlier][:BUILDS_KEPT]
        for build in earlier[BUILDS_KEPT - 1 :]:
            self._layout.drop_build(build)
