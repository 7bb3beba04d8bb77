"""Every job and every chore, for the relay and the workers."""

from collections.abc import Callable
from typing import Any

from rq.exceptions import DeserializationError
from rq.job import Job as QueuedJob

from app.jobs import attempts, garbage, housekeeping, links, mail, publishing, releases, stale_builds
from app.jobs.chores import Chore
from app.jobs.job import Job
from app.jobs.queued import PlainJob

JOBS = {
    job.name: job
    for job in (
        publishing.publish_site,
        publishing.publish_large_site,
        mail.send_mail,
        links.check_links,
        garbage.collect_garbage,
        housekeeping.fold_logs,
    )
}
TOPICS = {job.topic: job for job in JOBS.values() if job.topic}
"""The job for each outbox topic."""
IN_TURN = [job.topic for job in JOBS.values() if job.in_turn]
"""The topics of which each tenant has at most one job in the queue."""

OLD_PREFIX = "app.jobs."
OLD_NAMES = {
    "publishing.publish_site": publishing.publish_site,
    "mail.send_mail": mail.send_mail,
    "links.check_links": links.check_links,
    "garbage.collect": garbage.collect_garbage,
    "housekeeping.fold_logs": housekeeping.fold_logs,
}
"""Former job names without `OLD_PREFIX`, which may still be queued during an upgrade. Kept for one release."""


class UnknownJob(LookupError):
    """No job is registered under this name."""


def find_registered(name: object) -> Job:
    """The job with this current or former name. Raises UnknownJob."""
    if not isinstance(name, str):
        raise UnknownJob("The name of a job is no text.")
    found = JOBS.get(name)
    if found is None and name.startswith(OLD_PREFIX):
        found = OLD_NAMES.get(name.removeprefix(OLD_PREFIX))
    if found is None:
        raise UnknownJob(f"There is no job {name[:100]!r}.")
    return found


def name_of(job: QueuedJob) -> str:
    """The name of a queued job for the log, which repeats nothing that only the queue says."""
    try:
        return find_registered(job.func_name).name
    except DeserializationError:
        return "unreadable job"
    except UnknownJob:
        return "unknown job"


class RegisteredJob(PlainJob):
    """A queued job. Plain RQ imports whatever function a job names; this class runs only registered ones."""

    @property
    def func(self) -> Callable[..., Any]:
        """The registered function. Raises UnknownJob."""
        return find_registered(self.func_name or "").run

    def perform(self) -> Any:
        """Run the job; if it fails, store with it why, for the relay."""
        try:
            return super().perform()
        except Exception as error:
            self.meta[attempts.META] = attempts.describe_failure(error).write()
            self.save_meta()  # type: ignore[no-untyped-call]  # RQ has no types for it
            raise


def list_chores() -> tuple[Chore, ...]:
    """The relay's chores with their intervals in seconds; all are due when the relay starts."""
    return (
        Chore(releases.begin_or_end_due, every=1),
        Chore(releases.watch, every=3),
        Chore(stale_builds.sweep, every=2),
        Chore(housekeeping.run, every=3600),
        Chore(garbage.request_collections, every=3600),
        Chore(links.request_due_checks, every=600),
    )
