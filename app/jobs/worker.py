"""A worker: takes jobs from the queues by urgency, one at a time, in this process."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker
from rq.exceptions import DeserializationError
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from app import request_ids
from app.adapters import shells
from app.jobs.queueing import QUEUES, queue, worker_connection
from app.jobs.registry import find_registered
from app.services import publishing

log = logging.getLogger("quillspace.worker")

MAINTENANCE_SECONDS = 30
IDLE_SECONDS = 60


class RegisteredJob(QueuedJob):
    """A job as it lies in the queue. RQ would import whatever it names; this runs registered functions alone."""

    @property
    def func(self) -> Callable[..., Any]:
        """The registered function. Raises UnknownJob."""
        return find_registered(self.func_name or "").run


class Worker(SimpleWorker):
    """RQ's worker without a child for each job."""

    job_class = RegisteredJob

    def execute_job(self, job: QueuedJob, queue: Queue) -> None:
        """Run it, and log how it ended, under the id of the request that asked for it."""
        meta = job.get_meta(refresh=False)
        sent = meta.get("request_id") if isinstance(meta, dict) else None
        with request_ids.entered(request_ids.accept(sent)):
            began = time.monotonic()
            super().execute_job(job, queue)
            status = job.get_status(refresh=False).value
            log.info("%s (%s): %s after %.1f s.", _name(job), job.id, status, time.monotonic() - began)


def _name(job: QueuedJob) -> str:
    try:
        return job.func_name or "nothing"
    except DeserializationError:
        return "something unreadable"


def make_worker(queues: Sequence[str], connection: Redis) -> Worker:
    """A worker of these queues, the most urgent first."""
    return Worker(
        [queue(name, connection) for name in queues],
        connection=connection,
        name=f"{os.uname().nodename}-{os.getpid()}",
        serializer=JSONSerializer,
        worker_ttl=IDLE_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )


def run(queues: Sequence[str] = QUEUES) -> None:
    """Work until SIGTERM, which lets the job at hand finish.

    There is no child for each job: what is not trusted runs in children of its own, connections and templates
    stay warm, and a worker that is killed leaves no orphan that goes on working.
    """
    publishing.prefork_worker_pool()
    shells.warm_shell_workers()
    make_worker(queues, worker_connection()).work(logging_level="WARNING")
    publishing.close_worker_pool()
    log.info("The worker stopped.")
