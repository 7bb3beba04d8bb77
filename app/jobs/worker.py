"""A worker that runs queued jobs in this process, one at a time, most urgent first."""

import logging
import os
import time
from collections.abc import Sequence
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job as QueuedJob
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker import DequeueStrategy

from app import logs, request_ids
from app.adapters import shells
from app.jobs.guard import Watch, run_guarded
from app.jobs.publishing import publish_large_site
from app.jobs.queued import TIMEOUT_SECONDS, PlainQueue
from app.jobs.queueing import QUEUES, mark_stuck, queue, worker_connection
from app.jobs.registry import RegisteredJob, name_of
from app.services import publishing

log = logging.getLogger("quillspace.worker")

MAINTENANCE_SECONDS = 30
IDLE_SECONDS = 60


class Worker(SimpleWorker):
    """An RQ worker that does not fork a child process for each job."""

    job_class = RegisteredJob
    queue_class = PlainQueue
    watch: Watch | None = None
    """Where to report the beginning and end of each job; None without a guard."""
    _failure: str | None = None
    """What Valkey is to keep about the job that has just failed."""

    def handle_exception(self, job: QueuedJob, *exc_info: Any) -> None:
        """Log why a job failed. RQ's own entry contains the arguments and the message of the exception."""
        log.error("%s (%s) failed.", name_of(job), job.id, exc_info=exc_info[1])
        self._failure = logs.format_traceback(exc_info[1])

    def handle_job_failure(
        self,
        job: QueuedJob,
        queue: Queue,
        started_job_registry: StartedJobRegistry | None = None,
        exc_string: str = "",
        execution: Execution | None = None,
    ) -> None:
        """Store with a failed job what the log says too. RQ's own traceback contains the exception's message."""
        failure, self._failure = self._failure, None
        super().handle_job_failure(
            job, queue, started_job_registry, exc_string if failure is None else failure, execution
        )

    def execute_job(self, job: QueuedJob, queue: Queue) -> None:
        """Run a job and log its result, both under the request id that the job carries."""
        meta = job.get_meta(refresh=False)
        sent = meta.get("request_id") if isinstance(meta, dict) else None
        with request_ids.entered(request_ids.accept(sent)):
            started = time.monotonic()
            if self.watch:
                self.watch.begin(job.id, float(job.timeout or TIMEOUT_SECONDS))
            super().execute_job(job, queue)
            if self.watch:
                self.watch.end()
            status = job.get_status(refresh=False).value
            log.info("%s (%s): %s after %.1f s.", name_of(job), job.id, status, time.monotonic() - started)


def worker_name() -> str:
    """The name of this process among all workers."""
    return f"{os.uname().nodename}-{os.getpid()}"


def make_worker(queues: Sequence[str], connection: Redis) -> Worker:
    """A worker for these queues, most urgent first."""
    return Worker(
        [queue(name, connection) for name in queues],
        connection=connection,
        name=worker_name(),
        serializer=JSONSerializer,
        worker_ttl=IDLE_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )


def choose_strategy(queues: Sequence[str]) -> DequeueStrategy:
    """Most urgent first; in turn if there are long jobs, which a queue that is never empty would hold up for ever."""
    return DequeueStrategy.ROUND_ROBIN if publish_large_site.queue in queues else DequeueStrategy.DEFAULT


def run(queues: Sequence[str] = QUEUES) -> int:
    """Run jobs until SIGTERM, which lets the current job finish; return the exit code.

    The jobs run in one child process, which is replaced if a job is stuck. A job needs no process of its own: untrusted
    code runs in separate processes anyway, connections and templates stay warm, and a killed worker leaves no
    orphan that continues a job.
    """
    return run_guarded(lambda watch: _work(queues, watch))


def _work(queues: Sequence[str], watch: Watch) -> None:
    publishing.prefork_worker_pool()
    shells.warm_shell_workers()
    if watch.ended_job:
        mark_stuck(watch.ended_job)
    worker = make_worker(queues, worker_connection(worker_name()))
    worker.watch = watch
    worker.work(logging_level="WARNING", dequeue_strategy=choose_strategy(queues))
    publishing.close_worker_pool()
    log.info("The worker stopped.")
