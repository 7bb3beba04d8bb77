"""Checks of PostgreSQL."""

import psycopg

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config
from app.embedded.servers import migrations
from app.embedded.servers.roles import role_name

START = "Start QuillSpace (`quillspace up`), or check DATABASE_URL and the server behind it."
LOGINS = ("app", "platform", "edge")
RIGHTS = """
SELECT rolname FROM pg_roles
WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole)
ORDER BY rolname
"""
UNPROTECTED = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'tenant_id')
ORDER BY relname
"""


def check_server(config: Config) -> Finding:
    """Whether the app's login works, and which server answers."""
    with _connect(config) as connection:
        number = connection.info.server_version
    version = f"PostgreSQL {number // 10000}.{number % 10000} at {_place(config.database_url)}"
    if number < 150_000:
        return bad("database", version, "QuillSpace needs PostgreSQL 15 or newer.")
    return good("database", version)


def check_schema(config: Config) -> Finding:
    """Whether the schema is the one that this release expects."""
    newest = migrations.newest()
    with _connect(config, "database_owner_url") as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    current = found[0] if found else "nothing"
    if current != newest:
        return bad("schema", f"at {current}; this release expects {newest}", "Run `quillspace migrate`.")
    return good("schema", f"at {current}, the newest")


def check_roles(config: Config) -> Finding:
    """Whether row-level security holds the logins that serve people."""
    names = [role_name(role) for role in LOGINS]
    with _connect(config) as connection:
        found = [name for (name,) in connection.execute(RIGHTS, (names,))]
    if found:
        return bad(
            "roles",
            f"{', '.join(found)} could step over the wall between customers",
            f"ALTER ROLE {found[0]} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;",
        )
    return good("roles", "the logins of app, relay and edge are held by row-level security")


def check_walls(config: Config) -> Finding:
    """Whether each customer's table is behind the wall."""
    with _connect(config) as connection:
        found = [name for (name,) in connection.execute(UNPROTECTED)]
    if found:
        return bad(
            "walls",
            f"row-level security is not forced on {', '.join(found)}",
            f"ALTER TABLE {found[0]} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
        )
    return good("walls", "row-level security is forced on every customer's table")


def check_backlog(config: Config) -> Finding:
    """Whether what people asked for is passed on to the workers."""
    with _connect(config, "database_platform_url") as connection:
        found = connection.execute(
            "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox "
            "WHERE dispatched_at IS NULL"
        ).fetchone()
    waiting, age = found or (0, 0)
    says = f"{waiting} messages wait to be passed on" + (f", the oldest for {age:.0f} s" if waiting else "")
    if age > 60:
        return bad("outbox", says, "The relay does not run: see log/relay.log below QUILLSPACE_HOME.")
    return good("outbox", says)


def check_parked(config: Config) -> Finding:
    """Whether publications were given up although their authors did nothing wrong."""
    with _connect(config, "database_platform_url") as connection:
        parked = connection.execute(
            "SELECT site_id, left(error, 90) FROM site_builds WHERE status = 'error' "
            "AND (attempts >= 3 OR waits_since IS NOT NULL) AND completed_at > now() - interval '1 day' "
            "ORDER BY completed_at DESC"
        ).fetchall()
    if not parked:
        return good("publications", "none was given up in the last day")
    site, error = parked[0]
    return note(
        "publications",
        f"{len(parked)} given up in the last day, the last of site {site}: {error}",
        "See log/worker-1.log below QUILLSPACE_HOME; `quillspace site publish HOST` tries again.",
    )


def _connect(config: Config, setting: str = "database_url") -> psycopg.Connection:
    address = getattr(config, setting)
    if not address:
        raise ConnectionError(f"{setting.upper()} is not set, and no QuillSpace was started here yet.")
    try:
        return psycopg.connect(address, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError as error:
        raise ConnectionError(str(error).strip().splitlines()[-1]) from error


def _place(address: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(address)
    return str(info.get("host", "localhost"))
