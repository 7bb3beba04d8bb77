"""Publications that were stopped, and who stopped them."""

from alembic import op

revision = "0018_stopped_builds"
down_revision = "0017_releases"

CHANGES = """
ALTER TABLE site_builds ADD COLUMN stopped_by UUID;
ALTER TABLE site_builds DROP CONSTRAINT ck_site_builds_status;
ALTER TABLE site_builds ADD CONSTRAINT ck_site_builds_status
    CHECK (status IN ('pending', 'building', 'success', 'error', 'superseded', 'stopped'));
"""


def upgrade() -> None:
    """Add the column and allow the new status."""
    op.execute(CHANGES)
