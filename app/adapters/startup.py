"""Refuses to start a process whose settings would open a door, or with which it could not work."""

import os
from collections.abc import Iterable, Mapping

from app.adapters.object_store import open_store
from app.config import Config, check_requirements, load_config, used_by
from app.config.settings import Process
from app.database_logins import ROLES, UnsafeLogin, check_address

FIELDS = {name: name.lower() for name in ROLES}


def load_checked_config(process: Process, environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings of a process that is starting.

    Raises ValueError with one sentence for the operator. A service that does not respond is no reason to refuse: every
    process waits for it, and connections are examined again as they are opened.
    """
    config = load_config(environ)
    check_requirements(config, process)
    settings = used_by(process)
    if "OBJECT_STORE_URL" in settings:
        check_store_url(config)
    check_logins(config, settings)
    return config


def check_store_url(config: Config) -> None:
    """Raise ValueError if the URL of the object store cannot be read."""
    try:
        open_store(config.object_store_url)
    except OSError:
        return


def check_logins(config: Config, settings: Iterable[str] = ROLES) -> None:
    """Examine the logins of these addresses, those that are set. Raises ValueError."""
    for name in ROLES:
        address = getattr(config, FIELDS[name])
        if name in settings and address:
            try:
                check_address(address, name)
            except UnsafeLogin as error:
                raise ValueError(str(error)) from error
