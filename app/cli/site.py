"""`quillspace site`."""

from uuid import UUID

import click

from app.cli.context import work_on_site
from app.services import publishing


@click.group()
def site() -> None:
    """Published sites, named by a host name or an id."""


@site.command()
@click.argument("name")
def publish(name: str) -> None:
    """Ask for a publication; a worker makes it."""
    with work_on_site(name) as site_id:
        build = publishing.request_publication(site_id)
    click.echo(f"Build {build.id} is on its way. See how it goes with `quillspace site builds {name}`.")


@site.command()
@click.argument("name")
@click.argument("build", type=click.UUID)
def rollback(name: str, build: UUID) -> None:
    """Show readers an earlier build again."""
    with work_on_site(name) as site_id:
        publishing.roll_back(site_id, build)
    click.echo(f"Readers of {name} see build {build} again.")


@site.command()
@click.argument("name")
def builds(name: str) -> None:
    """List a site's builds, the newest first."""
    with work_on_site(name) as site_id:
        for build in publishing.list_builds(site_id):
            click.echo(f"{build.id}  {build.status:<10} {build.created_at:%Y-%m-%d %H:%M}")
