"""The real services that tests use: one PostgreSQL and one Valkey for the whole run, emptied between tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import Config
from app.embedded import scratch
from app.extensions import Connections
from tests import kept

ROOT = Path(__file__).parents[1]

# For a superuser in the replica role, no triggers, foreign keys or policies apply.
EMPTY_ALL_TABLES = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Create a private folder whose path is short enough for sockets; it is removed afterwards.

    It is in memory if there is enough room: killed processes lose no data there, and writing is fast.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    home = Path(tempfile.mkdtemp(prefix="qs-", dir=MEMORY if has_room else None))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def data_services() -> Iterator[Config]:
    """Run PostgreSQL and Valkey, with the schema in place."""
    with temporary_home() as home, scratch.running(home, is_fast=True) as config:
        try:
            yield config
        finally:
            kept.close()


def admin_url(config: Config) -> str:
    """Return the superuser's URL of QuillSpace's own database."""
    return admin_url_below(config.home)


def admin_url_below(home: Path) -> str:
    """Return the superuser's URL of the database whose data is in this home folder."""
    address = (home / "postgres" / "admin.dsn").read_text().strip()
    return address.replace("/postgres?", "/quillspace?", 1)


def empty(config: Config) -> None:
    """Delete every row of every table; the schema stays."""
    kept.emptier(admin_url(config)).execute(EMPTY_ALL_TABLES)


def connect(config: Config) -> Connections:
    """Connect this process to the services, as the application does."""
    return kept.connected(config)


def chromium() -> str:
    """Return the path of Debian's Chromium. Raises FileNotFoundError with instructions if it is missing."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise FileNotFoundError(
            "Chromium is missing. Install it (`apt-get install chromium`) or set CHROMIUM."
        )
    return found


def headless_chromium() -> str:
    """Return the path of the headless shell, which needs a third less CPU per window, or of Chromium."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium()
