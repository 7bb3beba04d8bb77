"""`quillspace worker` and `quillspace relay`: what `up` starts, one by one, for other supervisors."""

import click

from app import logs
from app.cli.context import connect
from app.jobs import relay as relay_job
from app.jobs import worker as worker_job
from app.jobs.queueing import QUEUES


@click.command()
@click.option(
    "--queues", default=",".join(QUEUES), show_default=True, help="Whose work it does, the most urgent first."
)
def worker(queues: str) -> None:
    """Do the work that was asked for: publications and mail."""
    names = queues.split(",")
    if unknown := set(names) - set(QUEUES):
        raise click.BadParameter(f"There is no queue {', '.join(sorted(unknown))}.")
    logs.configure()
    connect()
    worker_job.run(names)


@click.command()
def relay() -> None:
    """Pass on what was asked for to the workers, and start again what nobody holds."""
    logs.configure()
    connect(lock_seconds=relay_job.LOCK_SECONDS)
    relay_job.run()
