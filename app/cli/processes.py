"""`quillspace worker` and `quillspace relay`: individual processes of `up`, for use with other supervisors."""

import sys

import click

from app import logs
from app.cli.context import connect
from app.jobs import relay as relay_job
from app.jobs import worker as worker_job
from app.jobs.queueing import QUEUES


@click.command()
@click.option(
    "--queues", default=",".join(QUEUES), show_default=True, help="The queues to process, most urgent first."
)
def worker(queues: str) -> None:
    """Run background jobs, such as publishing and sending mail."""
    names = queues.split(",")
    if unknown := set(names) - set(QUEUES):
        raise click.BadParameter(f"There is no queue {', '.join(sorted(unknown))}.")
    logs.configure()
    connect("worker")
    sys.exit(worker_job.run(names))


@click.command()
def relay() -> None:
    """Deliver messages from the outbox to the workers, and requeue stale jobs."""
    logs.configure()
    connect("relay", lock_seconds=relay_job.LOCK_SECONDS)
    relay_job.run()
