"""Alembic's environment: connects as the owner, and runs all migrations in one transaction, one process at a time."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from app.models.base import Base

# An arbitrary lock id that nothing else uses: processes that start at the same time migrate one after another.
LOCK = 7_135_500_821

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool, hide_parameters=True)
with engine.begin() as connection:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    context.run_migrations()
