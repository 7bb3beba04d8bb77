"""`quillspace database`."""

import secrets
from urllib.parse import urlsplit

import click
import psycopg

from app.config import DATABASE_ROLES
from app.embedded.servers import addresses, roles

SETTINGS = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "platform": "DATABASE_PLATFORM_URL",
    "edge": "DATABASE_EDGE_URL",
    "backup": "# for pg_dump",
}


@click.group()
def database() -> None:
    """Use your own PostgreSQL server."""


@database.command()
@click.option(
    "--admin-url", required=True, help="The connection URL of an administrator who may create roles."
)
@click.option("--renew-passwords", is_flag=True, help="Also set new passwords for existing roles.")
def prepare(*, admin_url: str, renew_passwords: bool) -> None:
    """Create the database and its roles, and print the settings to use. Safe to repeat."""
    passwords = {role: secrets.token_hex(24) for role in DATABASE_ROLES}
    try:
        changed = roles.prepare(admin_url, passwords, renew=renew_passwords)
    except (psycopg.Error, RuntimeError) as error:
        raise click.ClickException(str(error).strip()) from error
    for role in DATABASE_ROLES:
        if role in changed:
            address = addresses.for_role(admin_url, roles.role_name(role), passwords[role], roles.DATABASE)
            click.echo(f"{SETTINGS[role]}={address}")
        else:
            click.echo(
                f"# {roles.role_name(role)} exists; its password is unchanged (use --renew-passwords to change it)"
            )
    click.echo(
        f"# {urlsplit(admin_url).hostname or 'The server'} is ready; now run `quillspace migrate`.", err=True
    )
