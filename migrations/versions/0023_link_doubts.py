"""Failed link checks: when each link began to fail, and whether the failure is permanent."""

from alembic import op

revision = "0023_link_doubts"
down_revision = "0022_patience"

CHANGES = """
ALTER TABLE link_checks ADD COLUMN is_sure BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE link_checks ADD COLUMN since TIMESTAMP WITH TIME ZONE;
UPDATE link_checks SET since = checked_at, is_sure = true WHERE trouble <> '';
ALTER TABLE sites ADD COLUMN links_due_at TIMESTAMP WITH TIME ZONE DEFAULT now() + interval '1 hour' NOT NULL;
ALTER TABLE sites ALTER COLUMN links_checked_at DROP NOT NULL;
ALTER TABLE sites ALTER COLUMN links_checked_at DROP DEFAULT;
UPDATE sites SET links_due_at = links_checked_at + interval '7 days';
UPDATE sites SET links_checked_at = NULL
    WHERE NOT EXISTS (SELECT FROM link_checks WHERE link_checks.site_id = sites.id);
"""


def upgrade() -> None:
    """Add the columns. `links_checked_at` becomes NULL for sites that were never checked; until now they had a default date."""
    op.execute(CHANGES)
