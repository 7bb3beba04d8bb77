"""The command group `quillspace site`."""

import click


@click.group()
def site() -> None:
    """Manage sites, each given by its hostname or ID."""
