"""Checks for PostgreSQL."""

import psycopg

from app.cli.doctor.finding import Finding, bad, good, note
from app.config import Config
from app.embedded.servers import migrations
from app.embedded.servers.roles import role_name

START = "Start QuillSpace (`quillspace up`), or check DATABASE_URL and the server behind it."
WRONG_LOGIN = "Correct the user and the password in {setting}: the server is running, but refuses this login."
REFUSALS = (
    "authentication failed",
    "is not permitted to log in",
    "no password supplied",
    "no pg_hba.conf entry",
    "permission denied for database",
)
"""What PostgreSQL says to a login that it refuses, so that starting it again would not help."""
EXTENSIONS = ("plpgsql",)
"""What the migrations need; PostgreSQL has it unless somebody has dropped it."""
BUSY = 0.8
"""The share of the server's connections from which on the operator should know."""
CONNECTIONS = """
SELECT count(*), current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""
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
    try:
        with connect(config, setting) as connection:
            number = connection.info.server_version
    except ConnectionError as error:
        if any(words in str(error) for words in REFUSALS):
            return bad("database", str(error), WRONG_LOGIN.format(setting=setting.upper()))
        raise
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
    with connect(config, "database_owner_url") as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    current = found[0] if found else "no revision"
    if current != newest:
        return bad("schema", f"at {current}; this release expects {newest}", "Run `quillspace migrate`.")
    return good("schema", f"at {current}, up to date")


def check_extensions(config: Config) -> Finding:
    """Check that the database has the extensions that the migrations need."""
    with connect(config) as connection:
        found = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    if missing := [name for name in EXTENSIONS if name not in found]:
        return bad("extensions", f"{missing[0]} is missing", f"CREATE EXTENSION {missing[0]}; as a superuser")
    return good("extensions", f"{', '.join(EXTENSIONS)}; no others are needed")


def check_connections(config: Config) -> Finding:
    """Check that the server has connections left."""
    with connect(config) as connection:
        used, most = connection.execute(CONNECTIONS).fetchone() or (0, 1)
    summary = f"{used} of {most} in use"
    if used >= BUSY * most:
        advice = "Raise max_connections, or find out who else uses this server: pg_stat_activity shows it."
        return note("connections", summary, advice)
    return good("connections", summary)


def check_roles(config: Config) -> Finding:
    """Check that the login roles are subject to row-level security."""
    names = [role_name(role) for role in LOGINS]
    with connect(config) as connection:
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
    with connect(config) as connection:
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
    with connect(config, "database_platform_url") as connection:
        row = connection.execute(RELAYS).fetchone()
    if not row or not row[0]:
        return bad("relay", "not running", "Start `quillspace relay`; see log/relay.log in QUILLSPACE_HOME.")
    return good("relay", f"{row[0]} connected")


def check_outbox(config: Config) -> Finding:
    """Check that the relay delivers messages to the workers."""
    with connect(config, "database_platform_url") as connection:
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
    with connect(config, "database_platform_url") as connection:
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


def connect(config: Config, setting: str = "database_url") -> psycopg.Connection:
    """Connect to the address of this setting. Raises ConnectionError."""
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
