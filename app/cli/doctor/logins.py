"""Checks of the logins in the database addresses."""

import psycopg

from app.cli.doctor.finding import Finding, bad, good
from app.config import Config
from app.database_logins import CONNECT_SECONDS, ROLES, find_fault


def check_logins(config: Config) -> Finding:
    """Check that each address that is set logs in as the role that it should, with no further rights."""
    addresses = {name: getattr(config, name.lower()) for name in ROLES}
    given = {name: address for name, address in addresses.items() if address}
    for name, address in given.items():
        try:
            with psycopg.connect(address, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
                fault = find_fault(connection, name)
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            return bad("logins", f"{name}: {reason}", f"Correct the user and the password in {name}.")
        if fault:
            what, _, advice = fault.partition(". ")
            return bad("logins", what, advice)
    return good("logins", f"{len(given)} logins, none with more rights than it needs")
