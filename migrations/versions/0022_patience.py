"""Builds that wait for the object store, and when the relay last checked each open message."""

from alembic import op

revision = "0022_patience"
down_revision = "0021_watched_releases"

CHANGES = """
ALTER TABLE site_builds ADD COLUMN waits_since TIMESTAMP WITH TIME ZONE;
ALTER TABLE outbox ADD COLUMN looked_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX ix_outbox_open ON outbox (looked_at NULLS FIRST, id) WHERE dispatched_at IS NULL;
DROP INDEX ix_outbox_waiting;
GRANT UPDATE (looked_at) ON outbox TO quillspace_platform;
"""


def upgrade() -> None:
    """Add the columns; the relay may update `looked_at`."""
    op.execute(CHANGES)
