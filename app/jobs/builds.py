"""Builds and the queue: each is in it once, until somebody works on it."""

from datetime import UTC, datetime

from rq.job import Job as QueuedJob
from rq.job import JobStatus
from sqlalchemy import select

from app import request_ids
from app.jobs.publishing import job_id, publish_site
from app.jobs.queueing import enqueue, find_job, queue
from app.models import OutboxMessage
from app.services import publishing
from app.tenancy import platform_transaction

ARRIVES_SECONDS = 15
"""A job that a worker took from the queue has a lease after a moment; one that has none by then is lost."""


def sweep() -> None:
    """Start again what nobody works on and what is not in the queue."""
    stranded = publishing.list_stale_builds()
    waiting = set(queue(publish_site.queue).get_job_ids()) if stranded else set()
    for build in stranded:
        name = job_id(build.build_id, build.attempts)
        if name in waiting:
            continue
        job = find_job(name)
        if job and _is_on_its_way(job):
            continue
        if job:
            job.delete()
        with request_ids.entered(_request_of(build)):
            enqueue(publish_site, job_id=name, tenant_id=str(build.tenant_id), build_id=str(build.build_id))


def _request_of(build: publishing.StaleBuild) -> str:
    """The id of the request that asked for a build; "" for none."""
    query = select(OutboxMessage.request_id).where(
        OutboxMessage.tenant_id == build.tenant_id,
        OutboxMessage.topic == publish_site.topic,
        OutboxMessage.payload["build_id"].astext == str(build.build_id),
    )
    with platform_transaction() as session:
        return session.scalar(query) or ""


def _is_on_its_way(job: QueuedJob) -> bool:
    """Whether a worker has just taken it and comes to the build in a moment."""
    moments = {JobStatus.QUEUED: job.enqueued_at, JobStatus.STARTED: job.started_at}
    moment = moments.get(job.get_status(refresh=False))
    return moment is not None and (datetime.now(UTC) - moment).total_seconds() < ARRIVES_SECONDS
