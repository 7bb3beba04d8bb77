"""Results of checking links to other sites."""

from alembic import op

from migrations.rls import isolate

revision = "0016_link_checks"
down_revision = "0015_garbage"

TABLE = """
CREATE TABLE link_checks (
    site_id UUID NOT NULL,
    address TEXT NOT NULL,
    trouble TEXT DEFAULT '' NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_link_checks PRIMARY KEY (tenant_id, site_id, address),
    CONSTRAINT fk_link_checks_tenant_id_site_id FOREIGN KEY(tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE sites ADD COLUMN links_checked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL;
"""


def upgrade() -> None:
    """Create the table and its policy. The platform role finds due checks through its existing privilege to read sites."""
    op.execute(TABLE)
    isolate("link_checks")
