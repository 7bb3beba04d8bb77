"""History: folding of the log, one version per published state, and indexes for reading."""

from alembic import op

from migrations.rls import allow

revision = "0010_history"
down_revision = "0009_conflicts"

TABLES = """
ALTER TABLE page_operations ADD COLUMN folded_into BIGINT;
ALTER TABLE pages ADD COLUMN folded_revision BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX ix_page_operations_target ON page_operations (tenant_id, page_id, target_group)
    WHERE target_group IS NOT NULL;
CREATE INDEX ix_page_operations_time ON page_operations (tenant_id, created_at);
CREATE UNIQUE INDEX uq_page_versions_publish ON page_versions (tenant_id, page_id, revision)
    WHERE kind = 'publish';
"""

# The sweep may only update the columns that folding changes, and no row that may belong to an unfinished burst.
FOLDING = """
CREATE POLICY platform_update ON page_operations FOR UPDATE TO quillspace_platform
    USING (kind = 'do' AND created_at < now() - interval '10 minutes') WITH CHECK (kind = 'do');
GRANT UPDATE (payload, label, folded_into) ON page_operations TO quillspace_platform;
"""


def upgrade() -> None:
    """Add columns and indexes, and grant the sweep its rights."""
    op.execute(TABLES)
    op.execute(FOLDING)
    facts = "tenant_id, page_id, revision, group_id, actor_id, kind, created_at, payload"
    allow("platform", "page_operations", grants=f"SELECT ({facts})")
    allow("platform", "page_versions", grants="SELECT (tenant_id, page_id, revision)")
    columns = "tenant_id, id, revision, snapshot_revision, published_revision, folded_revision"
    allow("platform", "pages", grants=f"SELECT ({columns})")
    allow("platform", "pages", command="UPDATE", grants="UPDATE (folded_revision)")
