"""The real parts that tests run on: one PostgreSQL and one Valkey for the whole run, emptied between tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.config import Config
from app.embedded import scratch

# A superuser in the replica role is held by no trigger, no foreign key and no policy.
ROOT = Path(__file__).parents[1]
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


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A private folder with a path short enough for sockets, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="qs-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def data_services() -> Iterator[Config]:
    """PostgreSQL and Valkey with the schema in place."""
    with temporary_home() as home, scratch.running(home, is_fast=True) as config:
        yield config


def admin_url(config: Config) -> str:
    """The superuser's address of QuillSpace's own database."""
    return admin_url_below(config.home)


def admin_url_below(home: Path) -> str:
    """The same, of what runs below a home."""
    kept = (home / "postgres" / "admin.dsn").read_text().strip()
    return kept.replace("/postgres?", "/quillspace?", 1)


def empty(config: Config) -> None:
    """Delete every row of every table; the schema stays."""
    with psycopg.connect(admin_url(config), autocommit=True) as connection:
        connection.execute(EMPTY_ALL_TABLES)


def chromium() -> str:
    """Where Debian's Chromium is. Raises FileNotFoundError with a sentence when it is not there."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise FileNotFoundError(
            "Chromium is missing. Install it (`apt-get install chromium`) or set CHROMIUM."
        )
    return found
