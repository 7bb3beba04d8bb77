"""`quillspace edge`."""

import sys

import click

from app.edge.__main__ import main


@click.command()
def edge() -> None:
    """Lay out published sites beside Caddy, and answer which names may have a certificate."""
    sys.exit(main())
