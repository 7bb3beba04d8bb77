"""Examines the logins of the database addresses: none may bypass row-level security, which keeps tenants apart."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from psycopg import Connection

log = logging.getLogger("quillspace.database")

ROLES = {
    "DATABASE_URL": "quillspace_app",
    "DATABASE_PLATFORM_URL": "quillspace_platform",
    "DATABASE_EDGE_URL": "quillspace_edge",
    "DATABASE_OWNER_URL": "quillspace_owner",
}
"""The setting of each address, and the role that it has to log in as."""
CONNECT_SECONDS = 3
MEND = "Set it to the address that `quillspace database prepare` prints for it"

EXAMINE = """
SELECT session_user::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
    ARRAY(SELECT rolname::text FROM pg_roles AS other WHERE other.oid <> login.oid
        AND pg_has_role(session_user, other.oid, 'MEMBER') AND (rolsuper OR rolbypassrls OR rolcreaterole
        OR rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')) ORDER BY 1),
    ARRAY(SELECT rolname::text FROM pg_roles AS other WHERE rolname = ANY (%s)
        AND pg_has_role(session_user, other.oid, 'MEMBER') ORDER BY 1),
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace('public')
        AND relkind IN ('r', 'p') AND pg_has_role(session_user, relowner, 'MEMBER') ORDER BY 1)
FROM pg_roles AS login WHERE rolname = session_user
"""


class UnsafeLogin(psycopg.OperationalError):
    """The login of an address may not be used. The message is one sentence for the operator."""

    is_loggable = True


@dataclass(frozen=True)
class Login:
    """What a login may do."""

    name: str
    is_superuser: bool
    bypasses_rls: bool
    creates_roles: bool
    creates_databases: bool
    powerful: list[str]
    """Roles with such powers that it is a member of."""
    ours: list[str]
    """QuillSpace's roles that it is, or is a member of."""
    owned: list[str]
    """Tables that it owns."""


def find_fault(connection: Connection, setting: str) -> str:
    """Return what is wrong with the login of this setting's address, as a sentence with advice; "" if nothing is."""
    row = connection.execute(EXAMINE, [list(ROLES.values())]).fetchone()
    fault = _fault(Login(*row), ROLES[setting]) if row else "is unknown to the server"
    if not row or not fault:
        return ""
    return (
        f"{setting} logs in as {row[0]}, which {fault}. {MEND}, so that no customer can read another’s pages."
    )


def check_connection(connection: Connection, setting: str) -> None:
    """Examine the login of an open connection. Raises UnsafeLogin."""
    if fault := find_fault(connection, setting):
        raise UnsafeLogin(fault)


def check_opened(connection: Connection, settings: Iterable[str]) -> None:
    """Examine the login of a connection that a pool has opened. Log and raise UnsafeLogin, and close it first."""
    try:
        for setting in settings:
            check_connection(connection, setting)
        connection.commit()
    except UnsafeLogin as error:
        connection.close()
        log.critical("%s", error)
        raise


def check_address(address: str, setting: str) -> None:
    """Log in and examine the login. Raises UnsafeLogin; a server that does not respond is no fault of the login."""
    try:
        with psycopg.connect(address, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            check_connection(connection, setting)
    except UnsafeLogin:
        raise
    except psycopg.Error:
        return


def _fault(login: Login, role: str) -> str:
    powers = {
        "is a superuser": login.is_superuser,
        "bypasses row-level security": login.bypasses_rls,
        "may create roles": login.creates_roles,
        "may create databases": login.creates_databases,
    }
    if found := next((text for text, has_it in powers.items() if has_it), ""):
        return found
    if login.powerful:
        return f"is a member of {login.powerful[0]} and has all its rights"
    others = [name for name in login.ours if name != role]
    if others:
        return f"has the rights of {others[0]}; this address needs {role} and nothing else"
    if role not in login.ours:
        return f"is not {role}, the role that this address needs"
    if login.owned and role != ROLES["DATABASE_OWNER_URL"]:
        return f"owns the table {login.owned[0]}, and so can switch its row-level security off"
    return ""
