"""The relay: the only part that feeds the queue. Runs beside the workers, needs no state of its own."""

import contextlib
import logging
import signal
import threading

import psycopg

from app import extensions
from app.jobs import outbox
from app.jobs.chores import AWAY
from app.jobs.registry import list_chores

log = logging.getLogger("quillspace.relay")

POLL_SECONDS = 1.0
LOCK_SECONDS = 3
"""It waits for no row for longer than this: what somebody holds comes again the next time."""


def run(stopping: threading.Event | None = None) -> None:
    """Feed the queue until a signal, or until `stopping` is set."""
    stopping = stopping or _stop_by_signal()
    chores = list_chores()
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
