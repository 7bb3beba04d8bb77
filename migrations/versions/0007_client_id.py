"""The browser tab that each change came from: a user with two tabs counts as two editors."""

from alembic import op

revision = "0007_client_id"
down_revision = "0006_find_identity"


def upgrade() -> None:
    """Add the column; it is NULL for older changes, whose tab is unknown."""
    op.execute("ALTER TABLE page_operations ADD COLUMN client_id UUID")
