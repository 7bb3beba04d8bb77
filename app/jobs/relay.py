"""The relay turns messages of the outbox into jobs, and runs chores. It runs alongside the workers and is stateless."""

import contextlib
import logging
import signal
import threading

import psycopg

from app import extensions
from app.jobs import outbox
from app.jobs.chores import UNAVAILABLE
from app.jobs.registry import list_chores

log = logging.getLogger("quillspace.relay")

POLL_SECONDS = 1.0
LOCK_SECONDS = 3
"""Timeout for row locks; if a row is locked for longer, the work is retried in the next round."""


def run(stopping: threading.Event | None = None) -> None:
    """Enqueue jobs until SIGTERM or SIGINT, or until `stopping` is set."""
    stopping = stopping or _stop_by_signal()
    chores = list_chores()
    outage = ""
    while not stopping.is_set():
        try:
            with _listening() as connection:
                while not stopping.is_set():
                    outbox.deliver()
                    for chore in chores:
                        chore.run_if_due()
                    outage = _report(outage, "")
                    for _notice in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                        pass
        except UNAVAILABLE as error:
            outage = _report(outage, type(error).__name__)
            stopping.wait(POLL_SECONDS)
        except Exception:
            log.exception("Unexpected error in the relay; continuing.")
            stopping.wait(POLL_SECONDS)


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
    """Log once when a service becomes unavailable, and once when it is back; return the current outage."""
    if now and now != before:
        log.warning("The relay is waiting for the database or the queue: %s.", now)
    if before and not now:
        log.warning("The relay is running again.")
    return now


def _stop_by_signal() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
