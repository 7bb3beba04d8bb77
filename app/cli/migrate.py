"""`quillspace migrate`."""

import click

from app.cli.context import settings
from app.embedded import migrations


@click.command()
@click.option("--demo", is_flag=True, help="Make the demo too, if it is not there yet. Not in production.")
def migrate(*, demo: bool) -> None:
    """Bring the database's schema up to date."""
    config = settings()
    if not config.database_owner_url:
        raise click.ClickException("DATABASE_OWNER_URL is not set, and no QuillSpace was started here yet.")
    migrations.upgrade(config.database_owner_url)
