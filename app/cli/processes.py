"""`quillspace worker` and `quillspace relay`: what `up` starts, one by one, for other supervisors."""

import click

from app.cli.context import settings
from app.jobs import relay as relay_job
from app.jobs import worker as worker_job


@click.command()
def worker() -> None:
    """Do the work that was asked for: publications and mail."""
    settings()
    worker_job.run()


@click.command()
def relay() -> None:
    """Pass on what was asked for to the workers, and start again what nobody holds."""
    settings()
    relay_job.run()
