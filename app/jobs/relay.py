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
from sqlalchemy.exc import DBAPIError

from app import extensions
from app.jobs import builds, garbage, housekeeping, links, outbox, releases

log = logging.getLogger("quillspace.relay")

POLL_SECONDS = 1.0
SWEEP_SECONDS = 2.0
RELEASE_SECONDS = 1.0
WATCH_SECONDS = 3.0
HOUSEKEEPING_SECONDS = 3600.0
LINKS_SECONDS = 600.0
LOCK_SECONDS = 3
"""It waits for no row for longer than this: what somebody holds comes again the next time."""
AGAIN_SECONDS = 60.0
"""A chore that failed is tried again after this time, unless its turn comes before."""
AWAY = (psycopg.Error, DBAPIError, redis_client.RedisError)


def run(stopping: threading.Event | None = None) -> None:
    """Feed the queue until a signal, or until `stopping` is set."""
    stopping = stopping or _stop_by_signal()
    chores = (
        Chore(releases.turn_due, every=RELEASE_SECONDS),
        Chore(releases.watch, every=WATCH_SECONDS),
        Chore(builds.sweep, every=SWEEP_SECONDS),
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
        except AWAY as error:
            trouble = _report(trouble, type(error).__name__)
            stopping.wait(POLL_SECONDS)
        except Exception:
            log.exception("The relay met a fault of ours and goes on.")
            stopping.wait(POLL_SECONDS)


@dataclass
class Chore:
    """Something to do now and then."""

    act: Callable[[], None]
    every: float
    _due: float = field(default=0.0)

    def run_if_due(self) -> None:
        """Do it, unless it was done a moment ago. One that fails is told in the log and holds nothing else up."""
        if time.monotonic() < self._due:
            return
        pause = min(self.every, AGAIN_SECONDS)
        try:
            self.act()
            pause = self.every
        except AWAY as error:
            log.warning("A chore of the relay has to wait: %s.", type(error).__name__)
        except Exception:
            log.exception("A chore of the relay failed.")
        finally:
            self._due = time.monotonic() + pause


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
