"""`quillspace edge`."""

import sys

import click

from app.edge.__main__ import main


@click.command()
def edge() -> None:
    """Run the edge agent: lay out published sites for Caddy, and decide which hostnames get a certificate."""
    sys.exit(main())
