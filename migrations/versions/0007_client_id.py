"""Which browser tab a change came from: a person with two tabs is two editors."""

from alembic import op

revision = "0007_client_id"
down_revision = "0006_find_identity"


def upgrade() -> None:
    """Add the column; older changes came from a tab that nobody knows."""
    op.execute("ALTER TABLE page_operations ADD COLUMN client_id UUID")
