"""Text edits that were rejected because someone else had changed the same text."""

from alembic import op

from migrations.rls import isolate

revision = "0009_conflicts"
down_revision = "0008_sections"

TABLES = """
CREATE TABLE page_conflicts (
    page_id UUID NOT NULL,
    block_id TEXT NOT NULL,
    block_type TEXT NOT NULL,
    field_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    mine TEXT NOT NULL,
    theirs TEXT,
    actor_id UUID,
    client_id UUID,
    base_revision BIGINT,
    other_id UUID,
    operation_id UUID NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    resolved_by UUID,
    resolution TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_page_conflicts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_page_conflicts_tenant_id_page_id FOREIGN KEY(tenant_id, page_id) REFERENCES pages (tenant_id, id) ON DELETE CASCADE
);
"""

CHECKS = """
CREATE UNIQUE INDEX uq_page_conflicts_open ON page_conflicts
    (tenant_id, page_id, client_id, base_revision, block_id, field_path) WHERE resolved_at IS NULL;
CREATE INDEX ix_page_conflicts_page ON page_conflicts (tenant_id, page_id, created_at);
ALTER TABLE page_conflicts ADD CONSTRAINT ck_page_conflicts_kind
    CHECK (kind IN ('text', 'textarea', 'richtext', 'address'));
ALTER TABLE page_conflicts ADD CONSTRAINT ck_page_conflicts_resolution
    CHECK (resolution IN ('mine', 'theirs', 'both'));
"""


def upgrade() -> None:
    """Create the table and its policy. A rejected edit is deleted only together with its page."""
    op.execute(TABLES)
    op.execute(CHECKS)
    isolate(
        "page_conflicts",
        grants="SELECT, INSERT, "
        "UPDATE (mine, theirs, other_id, operation_id, updated_at, resolved_at, resolved_by, resolution)",
    )
