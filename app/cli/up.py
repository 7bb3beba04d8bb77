"""`quillspace up`."""

import sys

import click

from app.embedded.supervision import guard
from app.embedded.up import up as run


@click.command()
def up() -> None:
    """Start everything on this machine, and keep it running until Ctrl-C."""
    sys.exit(guard.guarded(run))
