"""Setup shared by commands: settings, logging, and the tenant scope of a site."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import extensions, logs, request_ids
from app.config import Config, load_config
from app.errors import DomainError
from app.models import Host, Site
from app.tenancy import platform_transaction, tenant_scope


def settings() -> Config:
    """Load the settings and connect, and set up logging and a request id for the whole command."""
    logs.configure(level=logging.WARNING)
    click.get_current_context().with_resource(request_ids.entered(request_ids.make()))
    return connect()


def connect(*, lock_seconds: int = 0) -> Config:
    """Load the settings and configure connections. Raises ClickException for invalid settings."""
    try:
        config = load_config()
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    extensions.configure(config, pool_size=2, lock_seconds=lock_seconds)
    return config


@contextmanager
def work_on_site(name: str) -> Iterator[UUID]:
    """Enter the tenant scope of the site with this hostname or id, and turn domain errors into ClickExceptions."""
    settings()
    try:
        tenant_id, site_id = _find_site(name)
    except (ValueError, OperationalError) as error:
        reason = str(error) if isinstance(error, ValueError) else "The database is not responding."
        raise click.ClickException(f"{reason} Run `quillspace doctor` for details.") from error
    try:
        with tenant_scope(tenant_id):
            yield site_id
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _find_site(name: str) -> tuple[UUID, UUID]:
    try:
        query = select(Site.tenant_id, Site.id).where(Site.id == UUID(name))
    except ValueError:
        query = select(Host.tenant_id, Host.site_id).where(Host.hostname == name.lower().rstrip("."))
    with platform_transaction() as session:
        found = session.execute(query).first()
    if found is None:
        raise click.ClickException(
            f"There is no site {name}. Give a hostname, such as jane-austen.localhost, or a site ID."
        )
    return found[0], found[1]
