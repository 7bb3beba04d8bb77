"""The HTTP request that caused each edge event."""

from alembic import op

revision = "0026_edge_request_ids"
down_revision = "0025_request_ids"


def upgrade() -> None:
    """Add the column; it is NULL for older events and for changes that no request caused."""
    op.execute("ALTER TABLE edge_events ADD COLUMN request_id TEXT")
