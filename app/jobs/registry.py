"""Every job and every chore: the one place that the relay and the workers both go by."""

from app.jobs import builds, garbage, housekeeping, links, mail, publishing, releases
from app.jobs.chores import Chore
from app.jobs.job import Job

JOBS = {
    job.name: job
    for job in (
        publishing.publish_site,
        mail.send_mail,
        links.check_links,
        garbage.collect_garbage,
        housekeeping.fold_logs,
    )
}
TOPICS = {job.topic: job for job in JOBS.values() if job.topic}
"""The job that an outbox message of a topic asks for."""

OLD_PREFIX = "app.jobs."
OLD_NAMES = {
    "publishing.publish_site": publishing.publish_site,
    "mail.send_mail": mail.send_mail,
    "links.check_links": links.check_links,
    "garbage.collect": garbage.collect_garbage,
    "housekeeping.fold_logs": housekeeping.fold_logs,
}
"""Names that jobs had below `OLD_PREFIX` and that may wait in a queue during an upgrade. Kept for one release."""


class UnknownJob(LookupError):
    """The queue names a job that is not registered."""


def find_registered(name: str) -> Job:
    """The job of this name, or the one that had this name before. Raises UnknownJob."""
    found = JOBS.get(name)
    if found is None and name.startswith(OLD_PREFIX):
        found = OLD_NAMES.get(name.removeprefix(OLD_PREFIX))
    if found is None:
        raise UnknownJob(f"There is no job {name[:100]!r}.")
    return found


def list_chores() -> tuple[Chore, ...]:
    """What the relay does now and then, each with its seconds between two runs; all of it is due at once."""
    return (
        Chore(releases.turn_due, every=1),
        Chore(releases.watch, every=3),
        Chore(builds.sweep, every=2),
        Chore(housekeeping.run, every=3600),
        Chore(garbage.ask, every=3600),
        Chore(links.look_at_due, every=600),
    )
