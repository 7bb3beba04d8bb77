"""Setup shared by commands: settings, logging, and the tenant scope of a site."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import extensions, logs, request_ids
from app.adapters.startup import check_logins, load_checked_config
from app.config import Config, load_config
from app.config.settings import Process
from app.errors import DomainError
from app.models import Host, Site
from app.tenancy import platform_transaction, tenant_scope

OF_COMMANDS = ("DATABASE_URL", "DATABASE_PLATFORM_URL")
"""The database addresses that commands use."""


def settings(process: Process | None = None) -> Config:
    """Load the settings and connect, and set up logging and a request id for the whole command.

    With `process`, the command needs what this process needs. Raises ClickException for settings that are wrong.
    """
    logs.configure(level=logging.WARNING)
    click.get_current_context().with_resource(request_ids.entered(request_ids.make()))
    with refusals():
        config = load_checked_config(process) if process else load_config()
        if process is None:
            check_logins(config, OF_COMMANDS)
    extensions.configure(config, pool_size=2)
    return config


def connect(process: Process, *, lock_seconds: int = 0) -> Config:
    """Load the settings of a process and configure connections. Raises ClickException for settings that are wrong."""
    with refusals():
        config = load_checked_config(process)
    extensions.configure(config, pool_size=2, lock_seconds=lock_seconds)
    return config


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a ValueError, which says what is wrong with the settings, into a ClickException."""
    try:
        yield
    except ValueError as error:
        raise click.ClickException(str(error)) from error


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
