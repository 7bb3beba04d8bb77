"""Creates the database and its roles: the owner, logins that are subject to row-level security, and backup."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import Connection, sql

from app.config import DATABASE_ROLES
from app.embedded.servers import addresses

DATABASE = "quillspace"


def role_name(role: str) -> str:
    """Return the name in PostgreSQL for one of config.DATABASE_ROLES."""
    return f"quillspace_{role}"


def prepare_embedded(admin_dsn: Path) -> None:
    """Create the database and roles if missing, and write each role's URL to a file beside the administrator's."""
    admin = admin_dsn.read_text().strip()
    files = {role: admin_dsn.with_name(f"{role}.dsn") for role in DATABASE_ROLES}
    passwords = {role: addresses.read_or_make_password(file) for role, file in files.items()}
    prepare(admin, passwords, renew=True)
    for role, file in files.items():
        addresses.write(file, addresses.for_role(admin, role_name(role), passwords[role], DATABASE))


def prepare(admin_url: str, passwords: Mapping[str, str], *, renew: bool) -> list[str]:
    """Create the database, the roles and their grants on PostgreSQL 15 or newer. This is idempotent.

    Returns the roles whose passwords were set: new roles, or all roles if `renew` is set.
    Raises RuntimeError if an existing role could bypass row-level security.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        changed = [
            role
            for role, password in passwords.items()
            if _make_role(connection, role, password, renew=renew)
        ]
        _make_database(connection)
    return changed


def _make_role(connection: Connection, role: str, password: str, *, renew: bool) -> bool:
    name, may_bypass = role_name(role), role == "backup"
    found = connection.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR (rolbypassrls AND NOT %s) "
        "FROM pg_roles WHERE rolname = %s",
        (may_bypass, name),
    ).fetchone()
    if found is None:
        rights = sql.SQL("LOGIN BYPASSRLS" if may_bypass else "LOGIN")
        connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), rights))
    elif found[0]:
        raise RuntimeError(
            f"The role {name} has too many privileges (SUPERUSER, BYPASSRLS, CREATEDB or CREATEROLE). "
            f"Revoke them with ALTER ROLE, then try again."
        )
    if found is not None and not renew:
        return False
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))
    return True


def _make_database(connection: Connection) -> None:
    names = {role: sql.Identifier(role_name(role)) for role in DATABASE_ROLES}
    database = sql.Identifier(DATABASE)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
        if not _is_superuser(connection):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(names["owner"]))
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
        connection.execute(create.format(database, names["owner"]))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    everyone = sql.SQL(", ").join(names.values())
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, everyone))
    connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(names["backup"]))


def _is_superuser(connection: Connection) -> bool:
    found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return found is not None and bool(found[0])
