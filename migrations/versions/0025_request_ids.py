"""Which request asked for a piece of work."""

from alembic import op

revision = "0025_request_ids"
down_revision = "0024_page_previews"


def upgrade() -> None:
    """Rows of before, and of work that no request asked for, have none."""
    op.execute("ALTER TABLE outbox ADD COLUMN request_id TEXT")
