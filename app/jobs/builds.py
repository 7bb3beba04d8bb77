"""Builds and the queue: each is in it once, until somebody works on it."""

from datetime import UTC, datetime

from rq.job import Job, JobStatus

from app.jobs.queueing import enqueue, find_job, queue
from app.services import publishing

JOB = "app.jobs.publishing.publish_site"
QUEUE = "publishing"
ARRIVES_SECONDS = 15
"""A job that a worker took from the queue has a lease after a moment; one that has none by then is lost."""


def job_id(build_id: object, attempts: int) -> str:
    """What the job of a build is called after so many attempts."""
    return f"build-{build_id}-{attempts}"


def sweep() -> None:
    """Start again what nobody works on and what is not in the queue."""
    stranded = publishing.list_stranded()
    waiting = set(queue(QUEUE).get_job_ids()) if stranded else set()
    for build in stranded:
        name = job_id(build.build_id, build.attempts)
        if name in waiting:
            continue
        job = find_job(name)
        if job and _is_on_its_way(job):
            continue
        if job:
            job.delete()
        enqueue(QUEUE, JOB, job_id=name, tenant_id=str(build.tenant_id), build_id=str(build.build_id))


def _is_on_its_way(job: Job) -> bool:
    """Whether a worker has just taken it and comes to the build in a moment."""
    moments = {JobStatus.QUEUED: job.enqueued_at, JobStatus.STARTED: job.started_at}
    moment = moments.get(job.get_status(refresh=False))
    return moment is not None and (datetime.now(UTC) - moment).total_seconds() < ARRIVES_SECONDS
