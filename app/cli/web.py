"""`quillspace web`."""

import os
import sys

import click

from app.adapters.startup import load_checked_config
from app.embedded.supervision.children import web_command


@click.command()
def web() -> None:
    """Run the web server, on loopback; a proxy in front of it terminates TLS."""
    try:
        config = load_checked_config("web")
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    command = web_command(config)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - this process becomes the web server
