"""Uploaded pictures."""

from alembic import op

from migrations.rls import isolate

revision = "0011_assets"
down_revision = "0010_history"

TABLE = """
CREATE TABLE assets (
    name TEXT NOT NULL,
    alt TEXT DEFAULT '' NOT NULL,
    decorative BOOLEAN DEFAULT false NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sizes JSONB NOT NULL,
    source_sha256 TEXT NOT NULL,
    created_by UUID,
    deleted_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_assets PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_assets_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_assets_source ON assets (tenant_id, source_sha256) WHERE deleted_at IS NULL;
CREATE INDEX ix_assets_newest ON assets (tenant_id, created_at DESC, id) WHERE deleted_at IS NULL;
"""


def upgrade() -> None:
    """Create the table and its policy."""
    op.execute(TABLE)
    isolate("assets")
