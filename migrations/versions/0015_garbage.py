"""Reservations of files that a build is about to store, and builds whose files were deleted."""

from alembic import op

from migrations.rls import isolate

revision = "0015_garbage"
down_revision = "0014_search"

TABLE = """
CREATE TABLE build_holds (
    build_id UUID NOT NULL,
    names JSONB NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_build_holds PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_build_holds_tenant_id_build_id FOREIGN KEY(tenant_id, build_id) REFERENCES site_builds (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_build_holds_build_id ON build_holds (tenant_id, build_id);
ALTER TABLE site_builds ADD COLUMN cleared_at TIMESTAMP WITH TIME ZONE;
"""


def upgrade() -> None:
    """Create the table and its policy, and add the column."""
    op.execute(TABLE)
    isolate("build_holds")
