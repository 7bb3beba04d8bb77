"""Delivers outbox messages to the queue until each is done, even if Valkey loses jobs."""

import contextlib
import logging
from datetime import UTC, datetime

import redis as redis_client
from rq.exceptions import DuplicateJobError
from rq.job import Job as QueuedJob
from rq.job import JobStatus

from app import request_ids
from app.jobs.job import Job
from app.jobs.queueing import enqueue, find_job
from app.jobs.registry import TOPICS
from app.services.outbox import Message, lock_open_messages, mark_checked
from app.tenancy import platform_transaction

log = logging.getLogger("quillspace.relay")

MAX_ATTEMPTS = 3
PAUSE_SECONDS = 5
FAILED = {JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


def deliver() -> int:
    """Process one batch of open messages; return how many of them are still open. Raises redis.RedisError."""
    with platform_transaction() as session:
        messages = lock_open_messages(session)
        done = [message for message in messages if _is_settled(message)]
        mark_checked(session, messages, done=done)
    return len(messages) - len(done)


def _is_settled(message: Message) -> bool:
    """Like _is_done, but park a message that raises an unexpected error, so that it does not block others."""
    with request_ids.entered(message.request_id or request_ids.make()):
        try:
            return _is_done(message)
        except redis_client.RedisError:
            raise
        except Exception:
            log.exception(
                "Outbox message %d (%s) cannot be processed and has been parked.", message.id, message.topic
            )
            return True


def _is_done(message: Message) -> bool:
    """Enqueue the message's job if needed; return whether the message is done."""
    job = TOPICS.get(message.topic)
    if job is None:
        log.error("There is no job for outbox message %d (topic %r).", message.id, message.topic)
        return True
    if job.first_id:
        _enqueue(message, job, job_id=job.first_id(message.payload))
        return True
    return _has_finished(message, job)


def _has_finished(message: Message, job: Job) -> bool:
    """Enqueue or retry the message's job; return whether it has finished or has failed MAX_ATTEMPTS times."""
    for attempt in range(1, MAX_ATTEMPTS + 1):
        job_id = f"outbox-{message.id}-{attempt}"
        queued = find_job(job_id)
        if queued is None:
            _enqueue(message, job, job_id=job_id)
            return False
        status = queued.get_status(refresh=False)
        if status is JobStatus.FINISHED:
            return True
        if status not in FAILED or _ended_within(queued, PAUSE_SECONDS * attempt):
            return False
    log.error(
        "Outbox message %d (%s) failed %d times and has been parked.", message.id, message.topic, MAX_ATTEMPTS
    )
    return True


def _ended_within(queued: QueuedJob, seconds: float) -> bool:
    return queued.ended_at is not None and (datetime.now(UTC) - queued.ended_at).total_seconds() < seconds


def _enqueue(message: Message, job: Job, *, job_id: str) -> None:
    with contextlib.suppress(DuplicateJobError):
        enqueue(job, job_id=job_id, tenant_id=str(message.tenant_id), **message.payload)
        log.info("Enqueued %s as %s.", job.name, job_id)
