"""`quillspace tenant`."""

import secrets

import click

from app.cli.context import settings
from app.errors import DomainError
from app.services import accounts


@click.group()
def tenant() -> None:
    """Manage customers."""


@tenant.command()
@click.option("--name", required=True, help="The author’s name.")
@click.option("--email", required=True, help="The email address they sign in with.")
@click.option("--password", help="Their password; generated and printed if omitted.")
def create(*, name: str, email: str, password: str | None) -> None:
    """Create a customer and its owner's account."""
    settings()
    chosen = password or secrets.token_urlsafe(12)
    try:
        accounts.create_confirmed_account(name=name, email=email, password=chosen)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{email} can now sign in." + ("" if password else f" Password: {chosen}"))
