"""`quillspace up`."""

import sys

import click

from app.embedded.supervision import guard
from app.embedded.up import up as run


@click.command()
def up() -> None:
    """Run everything on this machine until Ctrl-C."""
    sys.exit(guard.run_guarded(run))
