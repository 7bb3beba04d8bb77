"""Checks for PostgreSQL."""

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
RELAYS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quillspace relay'"
UNPROTECTED = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'tenant_id')
ORDER BY relname
"""


def check_server(config: Config) -> Finding:
    """Check that the app can log in and that the server is recent enough."""
    setting = "database_url" if config.database_url or not config.database_edge_url else "database_edge_url"
    with _connect(config, setting) as connection:
        number = connection.info.server_version
    version = f"PostgreSQL {number // 10000}.{number % 10000} at {_place(getattr(config, setting))}"
    if number < 150_000:
        return bad("database", version, "QuillSpace needs PostgreSQL 15 or newer.")
    return good("database", version)


def check_schema(config: Config) -> Finding:
    """Check that the schema is at the revision that this release expects."""
    newest = migrations.newest()
    if not config.database_owner_url:
        return note(
            "schema", "not checked, because DATABASE_OWNER_URL is not set here", "Run `doctor` where it is."
        )
    with _connect(config, "database_owner_url") as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    current = found[0] if found else "no revision"
    if current != newest:
        return bad("schema", f"at {current}; this release expects {newest}", "Run `quillspace migrate`.")
    return good("schema", f"at {current}, up to date")


def check_roles(config: Config) -> Finding:
    """Check that the login roles are subject to row-level security."""
    names = [role_name(role) for role in LOGINS]
    with _connect(config) as connection:
        found = [name for (name,) in connection.execute(RIGHTS, (names,))]
    if found:
        return bad(
            "roles",
            f"{', '.join(found)} can bypass row-level security, which isolates customers",
            f"ALTER ROLE {found[0]} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;",
        )
    return good("roles", "row-level security applies to the roles app, platform and edge")


def check_isolation(config: Config) -> Finding:
    """Check that row-level security is forced on every table with customer data."""
    with _connect(config) as connection:
        found = [name for (name,) in connection.execute(UNPROTECTED)]
    if found:
        return bad(
            "tenant isolation",
            f"row-level security is not forced on {', '.join(found)}",
            f"ALTER TABLE {found[0]} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
        )
    return good("tenant isolation", "row-level security is forced on every table with customer data")


def check_relay(config: Config) -> Finding:
    """Check that a relay is connected to the database."""
    with _connect(config, "database_platform_url") as connection:
        row = connection.execute(RELAYS).fetchone()
    if not row or not row[0]:
        return bad("relay", "not running", "Start `quillspace relay`; see log/relay.log in QUILLSPACE_HOME.")
    return good("relay", f"{row[0]} connected")


def check_outbox(config: Config) -> Finding:
    """Check that the relay delivers messages to the workers."""
    with _connect(config, "database_platform_url") as connection:
        found = connection.execute(
            "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox "
            "WHERE dispatched_at IS NULL AND retry_at IS NULL"
        ).fetchone()
    waiting, age = found or (0, 0)
    summary = f"undelivered messages: {waiting}" + (f", the oldest {age:.0f} s old" if waiting else "")
    if age > 60:
        return bad(
            "outbox", summary, "The relay is not delivering them; see log/relay.log in QUILLSPACE_HOME."
        )
    return good("outbox", summary)


def check_publications(config: Config) -> Finding:
    """Check for recent publications that were abandoned for reasons other than their content."""
    with _connect(config, "database_platform_url") as connection:
        parked = connection.execute(
            "SELECT site_id, left(error, 90) FROM site_builds WHERE status = 'error' "
            "AND (attempts >= 3 OR waits_since IS NOT NULL) AND completed_at > now() - interval '1 day' "
            "ORDER BY completed_at DESC"
        ).fetchall()
    if not parked:
        return good("publications", "none abandoned in the last 24 hours")
    site, error = parked[0]
    return note(
        "publications",
        f"{len(parked)} abandoned in the last 24 hours, most recently for site {site}: {error}",
        "See log/worker-1.log in QUILLSPACE_HOME; retry with `quillspace site publish HOST`.",
    )


def _connect(config: Config, setting: str = "database_url") -> psycopg.Connection:
    address = getattr(config, setting)
    if not address:
        raise ConnectionError(f"{setting.upper()} is not set, and QuillSpace has never been started here.")
    try:
        return psycopg.connect(address, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError as error:
        raise ConnectionError(str(error).strip().splitlines()[-1]) from error


def _place(address: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(address)
    return str(info.get("host", "localhost"))
