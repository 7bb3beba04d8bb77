"""The job queues: RQ with JSON serialisation only, so that nothing in Valkey is ever executed as code."""

from datetime import UTC, datetime
from typing import Any

import redis as redis_client
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job as QueuedJob
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from app import request_ids
from app.extensions import config, redis
from app.jobs import attempts
from app.jobs.job import Job
from app.jobs.queued import TIMEOUT_SECONDS, UNREADABLE, PlainJob, PlainQueue

QUEUES = ("publishing", "media", "mail", "large-builds", "default")
"""Most urgent first: a worker takes its next job from the first queue that is not empty."""


def queue(name: str, connection: redis_client.Redis | None = None) -> Queue:
    """The queue with this name."""
    return PlainQueue(name, connection=connection or redis(), serializer=JSONSerializer)


def worker_connection(name: str = "") -> redis_client.Redis:
    """A connection without a read timeout, for blocking until a job arrives. By its name, doctor sees who is alive."""
    return redis_client.Redis.from_url(config().redis_url, socket_connect_timeout=5, client_name=name or None)


def find_job(job_id: str) -> QueuedJob | None:
    """The job with this id; None if Valkey has none that is readable."""
    try:
        return PlainJob.fetch(job_id, connection=redis(), serializer=JSONSerializer)
    except (NoSuchJobError, *UNREADABLE):
        return None


def enqueue(job: Job, *, job_id: str, **arguments: Any) -> None:
    """Enqueue a job. Raises DuplicateJobError while Valkey has one with this id, even a finished one.

    The job carries the current request id, or a new one.
    """
    queue(job.queue).enqueue_call(
        job.name,
        kwargs=arguments,
        meta={"request_id": request_ids.current() or request_ids.make()},
        job_id=job_id,
        unique=True,
        timeout=TIMEOUT_SECONDS,
        result_ttl=job.keep_seconds,
        failure_ttl=job.keep_seconds,
    )


def mark_stuck(job_id: str) -> None:
    """Record that a job failed, because its worker was killed; the relay then tries it again or parks its message."""
    job = find_job(job_id)
    if job is None or job.get_status(refresh=False) is not JobStatus.STARTED:
        return
    job.meta[attempts.META] = attempts.STUCK.write()
    job.ended_at = datetime.now(UTC)
    job.set_status(JobStatus.FAILED)
    job.save()
    job.connection.expire(job.key, job.failure_ttl or TIMEOUT_SECONDS)
