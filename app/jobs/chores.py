"""Periodic tasks that the relay runs beside delivering messages."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import redis as redis_client
from sqlalchemy.exc import DBAPIError

from app import request_ids

log = logging.getLogger("quillspace.relay")

RETRY_SECONDS = 60.0
"""A failed chore is retried after at most this time."""
UNAVAILABLE = (psycopg.Error, DBAPIError, redis_client.RedisError)
"""Errors while the database or the queue does not respond."""


@dataclass
class Chore:
    """A function to run every so many seconds."""

    run: Callable[[], None]
    every: float
    _due: float = field(default=0.0)

    def run_if_due(self) -> None:
        """Run the function if it is due. A failure is logged, so that it does not block other chores."""
        if time.monotonic() < self._due:
            return
        pause = min(self.every, RETRY_SECONDS)
        try:
            with request_ids.entered(request_ids.make()):
                self.run()
            pause = self.every
        except UNAVAILABLE as error:
            log.warning("A chore of the relay was postponed: %s.", type(error).__name__)
        except Exception:
            log.exception("A chore of the relay failed.")
        finally:
            self._due = time.monotonic() + pause
