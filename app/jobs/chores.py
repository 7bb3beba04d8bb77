"""Periodic tasks that the relay runs in addition to delivering messages."""

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
"""Maximum delay before a failed chore is retried."""
UNAVAILABLE = (psycopg.Error, DBAPIError, redis_client.RedisError)
"""Errors raised while the database or the queue is unavailable."""


@dataclass
class Chore:
    """A function that the relay runs every `every` seconds."""

    run: Callable[[], None]
    every: float
    _due: float = field(default=0.0)

    def run_if_due(self) -> None:
        """Run the function if it is due. A failure is logged and does not block other chores."""
        if time.monotonic() < self._due:
            return
        pause = min(self.every, RETRY_SECONDS)
        try:
            with request_ids.entered(request_ids.make()):
                self.run()
            pause = self.every
        except UNAVAILABLE as error:
            log.warning("A relay chore was postponed: %s.", type(error).__name__)
        except Exception:
            log.exception("A relay chore failed.")
        finally:
            self._due = time.monotonic() + pause
