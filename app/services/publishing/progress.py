"""Reports a build's progress in its row and log. Each report also renews the lease."""

import time
from datetime import timedelta

from app.services.publishing.build_log import pluralise
from app.services.publishing.builds import Build
from app.services.publishing.lease import Lease

LATE = timedelta(seconds=60)
"""A longer wait for a worker is mentioned in the log."""
REPORT_SECONDS = 0.3
"""Minimum time between two reports."""


class Progress:
    """Reports one build's progress. Each method raises LeaseLost."""

    def __init__(self, lease: Lease, build: Build) -> None:
        self._lease = lease
        self._build = build
        self._done = build.unchanged_count
        self._reported = time.monotonic()

    def report_plan(self) -> None:
        """Log what the build is going to render."""
        delay = self._lease.queue_delay
        if delay > LATE:
            minutes = pluralise(int(delay.total_seconds() // 60), "minute", "minutes")
            self._lease.renew(message=f"Waited {minutes} before starting.")
        total = len(self._build.plan.pages)
        self._lease.renew(message=_plan_message(self._build), pages_total=total, pages_done=self._done)

    def add_pages(self, count: int) -> None:
        """Count rendered pages, and report them unless the last report was a moment ago."""
        self._done += count
        if time.monotonic() - self._reported > REPORT_SECONDS:
            self._lease.renew(pages_done=self._done)
            self._reported = time.monotonic()

    @property
    def has_pages_left(self) -> bool:
        """True until every page is rendered."""
        return self._done < len(self._build.plan.pages)

    def report_rendered(self) -> None:
        """Log that only the last files remain to be stored."""
        self._lease.renew(message="Storing the last files.", pages_done=len(self._build.plan.pages))


def _plan_message(build: Build) -> str:
    held = len(build.plan.selection.held)
    suffix = f" {pluralise(held, 'page is', 'pages are')} held back by a release." if held else ""
    return _render_message(build.unchanged_count, len(build.changed)) + suffix


def _render_message(same: int, changed: int) -> str:
    stays = pluralise(same, "page stays as it was", "pages stay as they were")
    if not changed:
        return f"Nothing changed: {stays}."
    making = f"Preparing {pluralise(changed, 'page', 'pages')}"
    return f"{making}; {stays}." if same else f"{making}."
