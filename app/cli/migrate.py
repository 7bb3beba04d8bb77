"""`quillspace migrate`."""

import click

from app.cli.context import settings
from app.embedded.servers import migrations
from app.services import demo as demonstration
from app.services import themes


@click.command()
@click.option(
    "--demo", is_flag=True, help="Also create the demo if it does not exist. Ignored in production."
)
def migrate(*, demo: bool) -> None:
    """Update the database schema and the template gallery."""
    config = settings("migrate")
    migrations.upgrade(config.database_owner_url)
    themes.install_gallery()
    if demo and not config.is_production:
        click.echo(demonstration.seed())
