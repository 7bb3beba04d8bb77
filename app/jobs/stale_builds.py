"""Requeueing builds whose job was lost. Each build has at most one job in the queue."""

from datetime import UTC, datetime

from redis.exceptions import ResponseError
from rq.exceptions import DuplicateJobError
from rq.job import Job as QueuedJob
from rq.job import JobStatus

from app import request_ids
from app.extensions import redis
from app.jobs.job import Job
from app.jobs.publishing import job_id, large_job_id, publish_large_site, publish_site
from app.jobs.queueing import enqueue, find_job, queue
from app.services import publishing
from app.services.publishing import StaleBuild

JOBS = (publish_site, publish_large_site)
ARRIVES_SECONDS = 15
"""If a worker takes a job but does not lease its build within this time, the job counts as lost."""


def sweep() -> None:
    """Enqueue stale builds that are not in the queue."""
    stale = publishing.list_stale_builds()
    waiting = {name for each in JOBS for name in queue(each.queue).get_job_ids()} if stale else set()
    for build in stale:
        job_for, id_for = (publish_large_site, large_job_id) if build.is_large else (publish_site, job_id)
        name = id_for(build.build_id, build.attempts)
        if name in waiting:
            continue
        job = find_job(name)
        if job and _is_starting(job):
            continue
        if job:
            job.delete()
        with request_ids.entered(publishing.find_request_id(build)):
            _enqueue(job_for, name, build)


def _enqueue(job: Job, name: str, build: StaleBuild) -> None:
    """Enqueue a build. If Valkey has something unreadable under this name, drop it, so that the next sweep succeeds."""
    try:
        enqueue(job, job_id=name, tenant_id=str(build.tenant_id), build_id=str(build.build_id))
    except (DuplicateJobError, ResponseError):
        redis().delete(QueuedJob.key_for(name))


def _is_starting(job: QueuedJob) -> bool:
    """True if the job was enqueued or started a moment ago, so that the build may be leased soon."""
    times = {JobStatus.QUEUED: job.enqueued_at, JobStatus.STARTED: job.started_at}
    since = times.get(job.get_status(refresh=False))
    return since is not None and (datetime.now(UTC) - since).total_seconds() < ARRIVES_SECONDS
