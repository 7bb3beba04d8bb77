"""The HTTP request that caused each outbox message."""

from alembic import op

revision = "0025_request_ids"
down_revision = "0024_page_previews"


def upgrade() -> None:
    """Add the column; it is NULL for older messages and for work that no request caused."""
    op.execute("ALTER TABLE outbox ADD COLUMN request_id TEXT")
