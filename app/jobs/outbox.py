"""Delivers outbox messages to the queue until each is done, even if Valkey loses jobs."""

import contextlib
import logging

import redis as redis_client
from rq.exceptions import DuplicateJobError
from rq.job import JobStatus
from sqlalchemy.orm import Session

from app import request_ids
from app.jobs import attempts
from app.jobs.attempts import Failure, next_pause
from app.jobs.job import Job
from app.jobs.queueing import enqueue, find_job
from app.jobs.registry import IN_TURN, TOPICS
from app.services.outbox import Message, lock_open_messages, mark_checked, park, retry_later
from app.tenancy import platform_transaction

log = logging.getLogger("quillspace.relay")

FAILED = {JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


def deliver() -> int:
    """Process one batch of open messages; return how many of them are still open. Raises redis.RedisError."""
    with platform_transaction() as session:
        messages = lock_open_messages(session, in_turn=IN_TURN)
        done = [message for message in messages if _is_settled(session, message)]
        mark_checked(session, messages, done=done)
    return len(messages) - len(done)


def _is_settled(session: Session, message: Message) -> bool:
    """Like _is_done, but park a message that raises an unexpected error, so that it does not block others."""
    with request_ids.entered(message.request_id or request_ids.make()):
        try:
            return _is_done(session, message)
        except redis_client.RedisError:
            raise
        except Exception as error:
            log.exception("Outbox message %d (%s) cannot be processed.", message.id, message.topic)
            return _park(session, message, reason=attempts.describe_failure(error).reason)


def _is_done(session: Session, message: Message) -> bool:
    """Enqueue the message's job if needed; return whether the message is done or parked."""
    job = TOPICS.get(message.topic)
    if job is None:
        return _park(session, message, reason="There is no job for this topic.")
    if job.first_id:
        _enqueue(message, job, job_id=job.first_id(message.payload))
        return True
    return _has_finished(session, message, job)


def _has_finished(session: Session, message: Message, job: Job) -> bool:
    """Enqueue the message's job, or plan its next try; return whether it has finished or is parked."""
    job_id = f"outbox-{message.id}-{message.tries + 1}"
    queued = find_job(job_id)
    if queued is None:
        _enqueue(message, job, job_id=job_id)
        return False
    status = queued.get_status(refresh=False)
    if status in FAILED:
        return _is_given_up(session, message, attempts.read_failure(queued.get_meta(refresh=False)))
    return status is JobStatus.FINISHED


def _is_given_up(session: Session, message: Message, failure: Failure) -> bool:
    """Plan the next try after a failure, or park the message; return whether it is parked."""
    pause = next_pause(message, failure)
    if pause is None:
        return _park(session, message, reason=failure.reason, tries=1)
    retry_later(
        session,
        message,
        pause=pause,
        is_outage=failure.kind is attempts.FailureKind.OUTAGE,
        reason=failure.reason,
    )
    return False


def _park(session: Session, message: Message, *, reason: str, tries: int = 0) -> bool:
    park(session, message, reason=reason, tries=tries)
    log.error("Outbox message %d (%s) has been parked: %s", message.id, message.topic, reason)
    return True


def _enqueue(message: Message, job: Job, *, job_id: str) -> None:
    with contextlib.suppress(DuplicateJobError):
        enqueue(job, job_id=job_id, tenant_id=str(message.tenant_id), **message.payload)
        log.info("Enqueued %s as %s.", job.name, job_id)
