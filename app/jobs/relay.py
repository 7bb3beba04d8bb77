"""The relay: the only part that feeds the queue. Runs beside the workers, needs no state of its own."""

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import redis as redis_client
from rq.exceptions import DuplicateJobError
from sqlalchemy.exc import DBAPIError

from app import extensions
from app.jobs import garbage, housekeeping, links, outbox, releases
from app.jobs.queueing import enqueue
from app.services import publishing

log = logging.getLogger("quillspace.relay")

POLL_SECONDS = 1.0
SWEEP_SECONDS = 2.0
RELEASE_SECONDS = 1.0
WATCH_SECONDS = 3.0
HOUSEKEEPING_SECONDS = 3600.0
LINKS_SECONDS = 600.0
AGAIN_SECONDS = 10
"""A stranded build is put into the queue once in this time, so that a long queue does not fill with echoes."""


def run(stopping: threading.Event | None = None) -> None:
    """Feed the queue until a signal, or until `stopping` is set."""
    stopping = stopping or _stop_by_signal()
    chores = (
        Chore(releases.turn_due, every=RELEASE_SECONDS),
        Chore(releases.watch, every=WATCH_SECONDS),
        Chore(sweep, every=SWEEP_SECONDS),
        Chore(housekeeping.run, every=HOUSEKEEPING_SECONDS),
        Chore(garbage.ask, every=HOUSEKEEPING_SECONDS),
        Chore(links.look_at_due, every=LINKS_SECONDS),
    )
    trouble = ""
    while not stopping.is_set():
        try:
            with _listening() as connection:
                while not stopping.is_set():
                    outbox.deliver()
                    for chore in chores:
                        chore.run_if_due()
                    trouble = _report(trouble, "")
                    for _notice in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                        pass
        except (psycopg.Error, DBAPIError, redis_client.RedisError) as error:
            trouble = _report(trouble, type(error).__name__)
            stopping.wait(POLL_SECONDS)


def sweep() -> None:
    """Start again what nobody works on."""
    for build in publishing.list_stranded():
        moment = int(time.time() // AGAIN_SECONDS)
        with contextlib.suppress(DuplicateJobError):
            enqueue(
                "publishing",
                "app.jobs.publishing.publish_site",
                job_id=f"build-{build.build_id}-{build.attempts}-{moment}",
                tenant_id=str(build.tenant_id),
                build_id=str(build.build_id),
            )


@dataclass
class Chore:
    """Something to do now and then."""

    act: Callable[[], None]
    every: float
    _due: float = field(default=0.0)

    def run_if_due(self) -> None:
        """Do it, unless it was done a moment ago."""
        if time.monotonic() >= self._due:
            self.act()
            self._due = time.monotonic() + self.every


def _listening() -> contextlib.AbstractContextManager[psycopg.Connection]:
    connection = psycopg.connect(
        extensions.config().database_platform_url,
        autocommit=True,
        connect_timeout=3,
        application_name="quillspace relay",
    )
    connection.execute("LISTEN outbox")
    return connection


def _report(before: str, now: str) -> str:
    """Say once when something goes away, and once when it is back."""
    if now and now != before:
        log.warning("The relay waits for the database or the queue to come back: %s.", now)
    if before and not now:
        log.warning("The relay goes on.")
    return now


def _stop_by_signal() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
