"""`quillspace migrate`."""

import click

from app.cli.context import settings
from app.embedded.servers import migrations
from app.services import demo as demonstration
from app.services import themes


@click.command()
@click.option("--demo", is_flag=True, help="Make the demo too, if it is not there yet. Not in production.")
def migrate(*, demo: bool) -> None:
    """Bring the database's schema and the gallery up to date."""
    config = settings()
    if not config.database_owner_url:
        raise click.ClickException("DATABASE_OWNER_URL is not set, and no QuillSpace was started here yet.")
    migrations.upgrade(config.database_owner_url)
    themes.install_gallery()
    if demo and not config.is_production:
        click.echo(demonstration.seed())
