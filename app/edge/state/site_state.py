"""Keeps track of which build of each site this edge serves.

Removals need neither the object store nor disk space, and never wait. Showing a new build may require files from
the object store, which are fetched under a lock for that build only.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID
from weakref import WeakValueDictionary

from app import request_ids
from app.edge.cdn_purge import Purge
from app.edge.disk import Layout
from app.edge.state.reports import LayoutFailure
from app.edge.state.snapshot import Live, Snapshot

log = logging.getLogger("quillspace.edge")

BUILDS_LAID_OUT = 3
ATTEMPTS = 3
WAIT_SECONDS = 25.0
"""Seconds that a request waits for a build that another thread is fetching; less than Caddy's timeout."""


class SiteState:
    """Applies the snapshot to disk.

    A caller that replaces the snapshot first removes what the new one no longer allows.
    """

    def __init__(self, layout: Layout, purge: Purge, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.changing = threading.RLock()
        """Guards brief changes on disk; never held while fetching."""
        self.failed: dict[UUID, LayoutFailure] = {}
        """The sites whose live build could not be laid out on this edge, with the reason."""
        self.withheld: set[UUID] = set()
        """The sites that are not served because their locked pages could not be separated from public ones."""
        self.request_ids: dict[UUID, str] = {}
        """The id of the request that changed each site; removed once the site is up to date."""
        self._layout = layout
        self._purge = purge
        self._shown: dict[UUID, list[UUID]] = {}
        self._fetch_locks: WeakValueDictionary[UUID, threading.Lock] = WeakValueDictionary()

    def remove_hidden_hosts(self) -> None:
        """Remove every host that Caddy must not serve directly from disk."""
        with self.changing:
            self._layout.remove_other_hosts(self.snapshot.public_names)

    def remove_hosts(self, hostnames: Iterable[str]) -> None:
        """Remove each of these hosts that Caddy must not serve directly from disk."""
        with self.changing:
            for hostname in set(hostnames) - self.snapshot.public_names:
                self._layout.remove_host(hostname)

    def hide_locked_pages(self, site_ids: Iterable[UUID]) -> None:
        """Move locked pages out of the public folders; if that fails, stop serving the site."""
        for site_id in site_ids:
            with self.changing, self._request_of(site_id):
                if site_id not in self.snapshot.live or self._separate_locked_pages(site_id):
                    self.withheld.discard(site_id)
                else:
                    self.withheld.add(site_id)
                    for hostname in self.snapshot.hosts_of(site_id):
                        self._layout.remove_host(hostname)

    def show_laid_out(self, site_ids: Iterable[UUID]) -> list[UUID]:
        """Show laid-out builds, and forget sites that are not live; return the sites whose build must be fetched."""
        lacking = []
        for site_id in site_ids:
            with self._request_of(site_id):
                try:
                    if site_id not in self.snapshot.live:
                        self.forget(site_id)
                    elif not self._show_if_laid_out(site_id):
                        lacking.append(site_id)
                        self._update_hosts(site_id)
                except OSError as error:
                    self._record_failure(site_id, error)
        return lacking

    def fetch_and_show(self, site_id: UUID) -> bool:
        """Fetch, lay out and show a site's live build; return True on success. Failures are recorded, not raised."""
        with self._request_of(site_id):
            try:
                return self._fetch_and_show(site_id)
            except (OSError, LookupError, ValueError, RuntimeError) as error:
                self._record_failure(site_id, error)
        return False

    def forget(self, site_id: UUID) -> None:
        """Stop serving a site and remove its builds."""
        with self.changing:
            builds = {*self._shown.pop(site_id, []), self._layout.shown_build(site_id)}
            self._layout.remove_site(site_id)
            self.failed.pop(site_id, None)
            self.request_ids.pop(site_id, None)
            self.withheld.discard(site_id)
            for build_id in filter(None, builds):
                self._layout.drop_build(build_id)

    def forget_evicted(self, site_ids: Iterable[UUID]) -> None:
        """Forget the builds of evicted sites, which are fetched again on request."""
        for site_id in site_ids:
            self._shown.pop(site_id, None)

    def remove_other_builds(self) -> None:
        """Remove builds that are neither live nor recently shown."""
        with self.changing:
            recent = {build for builds in self._shown.values() for build in builds}
            self._layout.remove_other_builds(recent | {live.build_id for live in self.snapshot.live.values()})

    def known_sites(self) -> set[UUID]:
        """Return the ids of all sites that have any state on this edge."""
        with self.changing:
            return {*self.failed, *self.withheld, *self._shown, *self._layout.sites()}

    def unfinished_sites(self) -> set[UUID]:
        """Return the ids of sites that are withheld or not up to date."""
        with self.changing:
            return {*self.failed, *self.withheld}

    def current_builds(self) -> set[UUID]:
        """Return the ids of builds that are both live and shown."""
        with self.changing:
            return {builds[0] for builds in self._shown.values()} & {
                live.build_id for live in self.snapshot.live.values()
            }

    def author_failures(self) -> Mapping[UUID, LayoutFailure]:
        """Return the failures that authors should see: those of sites, but not those of previews."""
        with self.changing:
            previews = self.snapshot.previews
            return {site: failure for site, failure in self.failed.items() if site not in previews}

    @contextmanager
    def _request_of(self, site_id: UUID) -> Iterator[None]:
        """Log with the id of the current request, or else with that of the request that changed the site."""
        with request_ids.entered(request_ids.current() or self.request_ids.get(site_id, "")):
            yield

    def _fetch_and_show(self, site_id: UUID) -> bool:
        for _ in range(ATTEMPTS):
            live = self.snapshot.live.get(site_id)
            if live is None:
                return False
            has_tried = self._lay_out(live)
            if self._show_if_laid_out(site_id):
                return True
            self._drop_if_revoked(site_id, live)
            if not has_tried:
                return False
        return False

    def _separate_locked_pages(self, site_id: UUID) -> bool:
        locks = self.snapshot.locks_of(site_id)
        builds = {self.snapshot.live[site_id].build_id}
        if shown := self._layout.shown_build(site_id):
            builds.add(shown)
        # If the paths of a build's pages are unknown, so are the locked ones.
        if locks.has_pages and any(self._layout.lacks_addresses(build_id) for build_id in builds):
            return False
        try:
            for build_id in builds:
                self._layout.separate_pages(build_id, locks.locked_paths(self._layout.addresses(build_id)))
        except OSError as error:
            log.warning(
                "Could not separate locked pages of site %s from public ones; not serving it: %s",
                site_id,
                error,
            )
            return False
        return True

    def _lay_out(self, live: Live) -> bool:
        """Fetch and lay out a build; return False if another thread did, or is doing so and will record any failure."""
        with self.changing:
            lock = self._fetch_locks.get(live.build_id) or threading.Lock()
            self._fetch_locks[live.build_id] = lock
        is_first = lock.acquire(blocking=False)
        if not is_first and not lock.acquire(timeout=WAIT_SECONDS):
            return False
        try:
            if is_first:
                self._layout.lay_out(live.tenant_id, live.build_id)
        finally:
            lock.release()
        return is_first

    def _show_if_laid_out(self, site_id: UUID) -> bool:
        """Show the live build if it is laid out; return whether it is."""
        with self.changing:
            live = self.snapshot.live.get(site_id)
            if live is None or not self._layout.has_build(live.build_id):
                return False
            locks = self.snapshot.locks_of(site_id)
            self._layout.separate_pages(
                live.build_id, locks.locked_paths(self._layout.addresses(live.build_id))
            )
            is_new = self._layout.shown_build(site_id) != live.build_id
            to_purge = (
                self.snapshot.hosts_of(site_id) if is_new and site_id not in self.snapshot.previews else []
            )
            self._purge.record(to_purge)
            self._layout.show(site_id, live.build_id)
            self.withheld.discard(site_id)
            self._update_hosts(site_id)
            self._purge.request(to_purge)
            self.failed.pop(site_id, None)
            self._record_shown(site_id, live.build_id)
            if is_new:
                log.info("Site %s now serves build %s.", site_id, live.build_id)
            self.request_ids.pop(site_id, None)
            return True

    def _update_hosts(self, site_id: UUID) -> None:
        """Add those of the site's hosts that Caddy may serve, and remove the others."""
        with self.changing:
            shown = self._layout.shown_build(site_id)
            is_here = shown is not None and self._layout.has_build(shown)
            for hostname in self.snapshot.hosts_of(site_id):
                # Previews, and sites with a site-wide password, are only served through the agent.
                if hostname not in self.snapshot.public_names or site_id in self.withheld:
                    self._layout.remove_host(hostname)
                elif is_here:
                    self._layout.add_host(hostname, site_id)

    def _drop_if_revoked(self, site_id: UUID, live: Live) -> None:
        """Drop a build whose site or preview was removed while the build was being fetched."""
        with self.changing:
            if site_id not in self.snapshot.live:
                self._layout.drop_build(live.build_id)

    def _record_failure(self, site_id: UUID, error: Exception) -> None:
        with self.changing:
            live = self.snapshot.live.get(site_id)
            if live is not None:
                log.warning("Build %s could not be laid out; retrying: %s", live.build_id, error)
                self.failed[site_id] = LayoutFailure.from_error(live.tenant_id, error)

    def _record_shown(self, site_id: UUID, build_id: UUID) -> None:
        """Record the shown build, and keep the previous ones for requests in flight and for quick rollbacks."""
        earlier = [build for build in self._shown.get(site_id, []) if build != build_id]
        self._shown[site_id] = [build_id, *earlier][:BUILDS_LAID_OUT]
        for build in earlier[BUILDS_LAID_OUT - 1 :]:
            self._layout.drop_build(build)
