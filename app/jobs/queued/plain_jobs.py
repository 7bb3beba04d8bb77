"""What is read from Valkey as a job: a few plain fields of bounded size. Whatever else is there has no effect.

RQ would import the functions that a job names as callbacks, send requests to the URLs that it names as webhooks,
decompress data of any size, and end the worker at the first field that it cannot parse.
"""

import logging
import zlib
from collections.abc import Mapping
from typing import Any

from redis.exceptions import ResponseError
from rq import Queue
from rq.job import Job

log = logging.getLogger("quillspace.worker")

TIMEOUT_SECONDS = 300
MAX_BYTES = 1024 * 1024
"""The largest job, uncompressed."""
FIELDS = {
    *(
        "data",
        "meta",
        "status",
        "origin",
        "description",
        "worker_name",
        "timeout",
        "result_ttl",
        "failure_ttl",
    ),
    *("created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat"),
}


class UnreadableJob(ValueError):
    """What the queue holds is no job of ours."""


UNREADABLE = (UnreadableJob, ResponseError, ValueError)
"""What fetching a job raises if it is unreadable, its key holds something else, or its id is not valid."""


class PlainJob(Job):
    """A job of which only known fields are read."""

    def restore(self, raw_data: Mapping[bytes, Any]) -> None:
        """Read the fields. Raises UnreadableJob."""
        known = {
            name: content for name, content in raw_data.items() if name.decode(errors="replace") in FIELDS
        }
        data = known.get(b"data", b"")
        if max(map(len, known.values()), default=0) > MAX_BYTES or _is_bomb(data):
            raise UnreadableJob
        try:
            super().restore(known)
        except Exception as error:
            # RQ raises whatever its parsers raise, even AssertionError.
            raise UnreadableJob from error
        if not 0 < (self.timeout or 0) <= TIMEOUT_SECONDS:
            self.timeout = TIMEOUT_SECONDS
        meta: object = self.meta
        self.meta = meta if isinstance(meta, dict) else {}


class PlainQueue(Queue):
    """A queue of plain jobs; a worker drops unreadable ones and takes the next."""

    job_class = PlainJob

    @classmethod
    def dequeue_any(cls, *where: Any, **options: Any) -> tuple[Job, Queue] | None:
        """Take the next job."""
        while True:
            try:
                return super().dequeue_any(*where, **options)
            except UnicodeDecodeError:
                _log_dropped()

    @classmethod
    def _fetch_dequeued_job(cls, *where: Any, **options: Any) -> tuple[Job, Queue] | None:
        try:
            return super()._fetch_dequeued_job(*where, **options)
        except UNREADABLE:
            _log_dropped()
            return None


def _log_dropped() -> None:
    log.error("An unreadable job was dropped from the queue.")


def _is_bomb(data: bytes) -> bool:
    """True if the data is compressed and has more than MAX_BYTES when decompressed."""
    reader = zlib.decompressobj()
    try:
        reader.decompress(data, MAX_BYTES)
    except zlib.error:
        return False
    return bool(reader.unconsumed_tail)
