"""What the relay does now and then, apart from passing messages on."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import redis as redis_client
from sqlalchemy.exc import DBAPIError

log = logging.getLogger("quillspace.relay")

RETRY_SECONDS = 60.0
"""A chore that failed is tried again after this time, unless its turn comes before."""
AWAY = (psycopg.Error, DBAPIError, redis_client.RedisError)
"""What the relay meets while the database or the queue does not answer."""


@dataclass
class Chore:
    """A function and how many seconds lie between two runs of it."""

    act: Callable[[], None]
    every: float
    _due: float = field(default=0.0)

    def run_if_due(self) -> None:
        """Run it unless it ran a moment ago. A failure is logged and holds nothing else up."""
        if time.monotonic() < self._due:
            return
        pause = min(self.every, RETRY_SECONDS)
        try:
            self.act()
            pause = self.every
        except AWAY as error:
            log.warning("A chore of the relay has to wait: %s.", type(error).__name__)
        except Exception:
            log.exception("A chore of the relay failed.")
        finally:
            self._due = time.monotonic() + pause
