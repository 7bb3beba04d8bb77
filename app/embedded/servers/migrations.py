"""Schema migrations with Alembic, configured in code instead of alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

FOLDER = Path(__file__).parents[3] / "migrations"


def upgrade(owner_url: str) -> None:
    """Run pending migrations as the role that owns the tables."""
    command.upgrade(_settings(owner_url), "head")


def newest() -> str | None:
    """Return the schema revision that this release expects."""
    return ScriptDirectory.from_config(_settings("")).get_current_head()


def current(owner_url: str) -> str | None:
    """Return the schema revision of the database; None if it has no schema."""
    engine = create_engine(_driver(owner_url), poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _settings(owner_url: str) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["url"] = _driver(owner_url)
    return settings


def _driver(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
