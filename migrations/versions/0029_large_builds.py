"""Which builds are large, so that they do not occupy the workers that small ones wait for."""

from alembic import op

revision = "0029_large_builds"
down_revision = "0028_parked_work"

CHANGES = "ALTER TABLE site_builds ADD COLUMN is_large BOOLEAN DEFAULT false NOT NULL"


def upgrade() -> None:
    """Add the column."""
    op.execute(CHANGES)
