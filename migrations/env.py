"""How Alembic reaches the database: as the owner, one run at a time, everything or nothing."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from app.models.base import Base

# Any number that no other program uses: two starts at once migrate one after the other.
LOCK = 7_135_500_821

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.begin() as connection:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    context.run_migrations()
